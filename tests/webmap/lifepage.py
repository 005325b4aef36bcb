"""What the life-cycle page says on a day, held against plain counting in Python."""

from __future__ import annotations

from landuse.vocabulary import label
from landuse.webmap.sums import area_text, area_units
from tests.webmap.lifecity import STAGES


def go_to(opened, day):
    """Move the slider to a day as a user does: to its nearer end, then by keys."""
    page = opened.page
    days = page.evaluate(
        "window.landuse.maps[0].landusePanel.time.days.map(window.landuse.dayText)"
    )
    place = days.index(day.isoformat())
    back = len(days) - 1 - place
    page.locator(".lu-range").focus()
    page.keyboard.press("End" if back < place else "Home")
    for _ in range(min(back, place)):
        page.keyboard.press("ArrowLeft" if back < place else "ArrowRight")
    assert opened.texts(".lu-day-text") == [day.isoformat()]


def legend(opened):
    return _pairs(opened, ".lu-class .lu-class-name", ".lu-class .lu-figures")


def bars(opened, part):
    start = f".lu-bars-{part} .lu-bar-"
    return _pairs(opened, f"{start}name", f"{start}figures")


def _pairs(opened, *selectors):
    names, figures = (opened.texts(selector) for selector in selectors)
    return dict(zip(names, figures, strict=True))


def figures(parcels, member):
    chosen = parcels[member.to_numpy()]
    number = f"{len(chosen):,} 个"
    area = area_text(area_units(chosen["area_mu"]))
    return f"{number} / {area} 亩" if area else number


def assert_counts(opened, parcels, known):
    """Legend and funnel of the day shown against `stage` and `is_overdue`."""
    stage, order = known["stage"], STAGES[:-1]
    rank = stage.map({name: place for place, name in enumerate(order)}).fillna(-1)
    expected = {label("stage", s): figures(parcels, stage == s) for s in STAGES}
    expected["尚无阶段或未录入"] = figures(parcels, stage.isna())
    expected["只看逾期"] = figures(parcels, known["is_overdue"].astype(bool))
    assert legend(opened) == expected
    funnel = {
        label("stage", s): figures(parcels, rank >= place)
        for place, s in enumerate(order)
    }
    funnel[label("stage", "exited")] = figures(parcels, stage == "exited")
    assert bars(opened, "classes") == funnel
    zones = parcels["zone"]
    assert bars(opened, "groups") == {
        zone: figures(parcels, zones == zone) for zone in sorted(set(zones.dropna()))
    }
