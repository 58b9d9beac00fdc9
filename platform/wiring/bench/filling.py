"""Years of invented cases, written in bulk: the same number gives the same rows, whatever the machine."""

from collections.abc import Mapping
from pathlib import Path

from helpdesk.cases.numbers import read_number
from kit.embedded import EmbeddedPostgres

LONG = 100
"""Messages of the one long case."""

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_HERE = Path(__file__).parent


def fill(postgres: EmbeddedPostgres, database: str, cases: int) -> None:
    """Write that many cases of two years into the offices that the database has, and collect statistics.

    Nothing of an outbox, an inbox or an audit log is written: no page of the desk reads them.
    """
    spot = postgres.psql("SELECT date_trunc('second', now())", database)
    told = {"cases": str(cases), "spot": spot, "number": _number_as_sql(), "long": str(LONG)}
    _run(postgres, database, "fill.sql", told)
    postgres.psql("VACUUM ANALYZE", database)


def stand(postgres: EmbeddedPostgres, database: str, offices: int) -> None:
    """Put that many offices under a ministry, in all provinces; close all others."""
    _run(postgres, database, "tree.sql", {"offices": str(offices)})


def link(postgres: EmbeddedPostgres, database: str, linked: int) -> None:
    """Let the districts have handed so many of their newest cases to the ministry, and collect statistics."""
    _run(postgres, database, "link.sql", {"linked": str(linked), "number": _number_as_sql()})
    postgres.psql("VACUUM ANALYZE", database)


def _run(postgres: EmbeddedPostgres, database: str, script: str, told: Mapping[str, str]) -> None:
    head = "\n".join(f"\\set {name} '{_quoted(value)}'" for name, value in told.items())
    postgres.psql(f"{head}\n{(_HERE / script).read_text(encoding='utf-8')}", database)


def _number_as_sql() -> str:
    """A case number out of the columns `code` and `bits`. The check character is a sum (exclusive or) of what
    each of the eight characters adds, so eight small tables say it."""
    fives = [f"((bits >> {35 - 5 * place}) & 31)::int" for place in range(8)]
    signs = [f"substr('{_SIGNS}', 1 + {five}, 1)" for five in fives]
    adds = [f"(ARRAY{_adds(place)})[1 + {five}]" for place, five in enumerate(fives)]
    check = f"substr('{_SIGNS}', 1 + ({' # '.join(adds)}), 1)"
    return f"code || '-' || {' || '.join(signs[:4])} || '-' || {' || '.join(signs[4:])} || '-' || {check}"


def _adds(place: int) -> list[int]:
    """What each sign at a place adds to the check character: found by asking which number is read."""
    return [_check("0" * place + sign + "0" * (7 - place)) for sign in _SIGNS]


def _check(body: str) -> int:
    return next(value for value, sign in enumerate(_SIGNS) if read_number(f"BB-{body}{sign}"))


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
