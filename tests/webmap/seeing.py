"""Colour differences as four kinds of eyes see them.

CIEDE2000 after the formulas of the CIE (values of a published pair are tested);
colour-blind vision by the matrices of Machado, Oliveira and Fernandes (2009),
severity 1, applied to linear RGB.
"""

from __future__ import annotations

import math
from itertools import combinations

VISIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def _times(matrix, vector):
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _linear(part):
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _root(ratio):
    return ratio ** (1 / 3) if ratio > 216 / 24389 else (24389 / 27 * ratio + 16) / 116


def lab(color, vision="normal"):
    """CIELAB of ``#rrggbb`` as one kind of eye sees it."""
    rgb = [_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5)]
    seen = [min(1.0, max(0.0, part)) for part in _times(VISIONS[vision], rgb)]
    x, y, z = (
        _root(part / white)
        for part, white in zip(_times(_TO_XYZ, seen), _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _hue(a, b):
    return math.degrees(math.atan2(b, a)) % 360 if (a, b) != (0, 0) else 0.0


def ciede2000(first, second):
    """Difference of two CIELAB colours."""
    (l1, a1, b1), (l2, a2, b2) = first, second
    mean = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * math.sqrt(mean / (mean + 25**7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = _hue(a1, b1), _hue(a2, b2)
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    d_hue = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    middle = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    return _combine((l1 + l2) / 2, (c1 + c2) / 2, middle, (l2 - l1, c2 - c1, d_hue))


def _combine(light, chroma, hue, differences):
    def cos(angle):
        return math.cos(math.radians(angle))

    t = (
        1
        - 0.17 * cos(hue - 30)
        + 0.24 * cos(2 * hue)
        + 0.32 * cos(3 * hue + 6)
        - 0.20 * cos(4 * hue - 63)
    )
    s_light = 1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    turn = 60 * math.exp(-(((hue - 275) / 25) ** 2))
    blend = 2 * math.sqrt(chroma**7 / (chroma**7 + 25**7))
    mixed = -math.sin(math.radians(turn)) * blend
    d_light, d_chroma, d_hue = differences
    x, y, z = d_light / s_light, d_chroma / s_chroma, d_hue / s_hue
    return math.sqrt(x * x + y * y + z * z + mixed * y * z)


def closest(colors):
    """Smallest difference of any two colours, with vision and pair."""
    return min(
        (ciede2000(lab(first, vision), lab(second, vision)), vision, first, second)
        for vision in VISIONS
        for first, second in combinations(colors, 2)
    )
