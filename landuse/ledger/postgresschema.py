"""Tables, triggers, views and roles on the server: made, brought up to date, compared.

The schema is a row of steps, ``postgres_schema/0001_*.sql`` and so on, each taken in
one transaction with the row of the table ``steps`` that says so, and never back.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from landuse.resources import package_path

__all__ = [
    "ROLES",
    "grant_roles",
    "known_steps",
    "migrate",
    "run_script",
    "structure_faults",
    "version",
]

#: The file for administrators, as the package has it.
ROLES = "landuse/ledger/postgres_schema/roles.sql"
_FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(\).*?AS \$\1\$(.*?)\$\1\$", re.DOTALL)
_TRIGGER = re.compile(
    r"CREATE TRIGGER (\w+) .*? ON (\w+)\s.*?FUNCTION (\w+)", re.DOTALL
)

_IN_SCHEMA = "c.relnamespace = %s::regnamespace AND c.relkind = 'r'"
_TRIGGERS = f"""
SELECT t.tgname, c.relname, p.proname, t.tgenabled, p.prosrc
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND {_IN_SCHEMA}
"""
_REWRITES = f"""
SELECT r.rulename, c.relname
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE {_IN_SCHEMA}
"""
#: Who but the owner may do more to a table than read it and add rows.
_RIGHTS = f"""
SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
  lower(a.privilege_type), c.relname
FROM pg_class c, aclexplode(c.relacl) a
WHERE a.grantee <> c.relowner AND {_IN_SCHEMA}
  AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
"""
_MAY_MAKE_ROLES = """
SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user
"""
_ALWAYS = "A"  #: a trigger that fires whatever a session says it is


@cache
def _steps() -> tuple[str, ...]:
    folder = package_path("ledger", "postgres_schema")
    return tuple(file.read_text("utf-8") for file in sorted(folder.glob("0*.sql")))


def version(connection: Any, schema: str) -> int:
    """The number of steps that a ledger has taken.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        To the database.
    schema : str
        Of the ledger.

    Returns
    -------
    int
        0 where there is no ledger.
    """
    table = f'"{schema}".steps'
    there = connection.exec_driver_sql("SELECT to_regclass(%s)", (table,)).scalar()
    if there is None:
        return 0
    return int(connection.exec_driver_sql(f"SELECT max(step) FROM {table}").scalar())


def migrate(connection: Any, schema: str) -> None:
    """Take the steps that a ledger lacks, inside the transaction that is open.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Whose ``search_path`` begins with the schema.
    schema : str
        Of the ledger; made if it is absent.
    """
    taken = version(connection, schema)
    if not taken:
        connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    for number, text in enumerate(_steps()[taken:], start=taken + 1):
        run_script(connection, text)
        connection.exec_driver_sql("INSERT INTO steps (step) VALUES (%s)", (number,))


def known_steps() -> int:
    """The number of steps that this version knows.

    Examples
    --------
    >>> known_steps() >= 4
    True
    """
    return len(_steps())


def grant_roles(connection: Any) -> bool:
    """Make the three roles and give them their rights, where the login may.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Of the owner of the tables; its ``search_path`` begins with their schema.

    Returns
    -------
    bool
        False if an administrator has to run ``roles.sql``.
    """
    if not connection.exec_driver_sql(_MAY_MAKE_ROLES).scalar():
        return False
    run_script(connection, package_path(*ROLES.split("/")[1:]).read_text("utf-8"))
    return True


def run_script(connection: Any, text: str) -> None:
    """Run several statements as they stand."""
    with connection.connection.driver_connection.cursor() as cursor:
        cursor.execute(text)


def structure_faults(connection: Any, schema: str) -> tuple[str, ...]:
    """Triggers that are missing, off, altered or too many, and rights too many.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        To the database.
    schema : str
        Of a ledger that is up to date.

    Returns
    -------
    tuple of str
        Empty if all are as the schema has them.
    """
    wanted = _wanted_triggers()
    found = {row[0]: tuple(row[1:]) for row in _asked(connection, _TRIGGERS, schema)}
    faults = [f"trigger {name} is missing" for name in wanted.keys() - found]
    faults += [f"trigger {name} is foreign" for name in found.keys() - wanted]
    for name in wanted.keys() & found.keys():
        if found[name][2] != _ALWAYS:
            faults.append(f"trigger {name} is off")
        elif found[name] != wanted[name]:
            faults.append(f"trigger {name} was altered")
    for name, table in _asked(connection, _REWRITES, schema):
        faults.append(f"rule {name} on {table} is foreign")
    for role, right, table in _asked(connection, _RIGHTS, schema):
        faults.append(f"{role} has the right to {right} on {table}")
    return tuple(sorted(faults))


def _asked(connection: Any, query: str, schema: str) -> list[Any]:
    return list(connection.exec_driver_sql(query, (f'"{schema}"',)))


@cache
def _wanted_triggers() -> dict[str, tuple[str, str, str, str]]:
    text = "\n".join(_steps())
    sources = dict(_FUNCTION.findall(text))
    return {
        name: (table, function, _ALWAYS, sources[function])
        for name, table, function in _TRIGGER.findall(text)
    }
