"""The words of the calendar and the clock, one table per language."""

from collections.abc import Mapping

import msgspec


class Units(msgspec.Struct, frozen=True, kw_only=True):
    """Names of day, hour and minute: one, and more than one."""

    days: tuple[str, str]
    hours: tuple[str, str]
    minutes: tuple[str, str]

    def day(self, count: int) -> str:
        return f"{count} {self.days[count != 1]}"

    def hour(self, count: int) -> str:
        return f"{count} {self.hours[count != 1]}"

    def minute(self, count: int, padded: bool = False) -> str:
        """Two digits beside hours, so that numbers in a column do not jump."""
        return f"{count:02d} {self.minutes[count != 1]}" if padded else f"{count} {self.minutes[count != 1]}"


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """Everything `formats` needs to say a time or a number in one language."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    units: Units
    short_units: Units
    at: str
    """Between a date and a clock time."""
    clock: str
    """Between hours and minutes."""
    decimal: str
    pads: bool
    """Whether minutes beside hours get two digits in the long form too."""
    today: str
    yesterday: str
    just_now: str
    ago: str
    ahead: str
    left: str
    late: str
    under_a_minute: str
    under_a_minute_short: str


def words(language: str) -> Words:
    """The table of a language; Indonesian where there is none."""
    return _TABLES.get(language, _INDONESIAN)


_INDONESIAN = Words(
    days=("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    months=(
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    short_months=("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    units=Units(days=("hari", "hari"), hours=("jam", "jam"), minutes=("menit", "menit")),
    short_units=Units(days=("hr", "hr"), hours=("j", "j"), minutes=("m", "m")),
    at=" pukul ",
    clock=".",
    decimal=",",
    pads=True,
    today="Hari ini",
    yesterday="Kemarin",
    just_now="baru saja",
    ago="{} lalu",
    ahead="dalam {}",
    left="{} lagi",
    late="Lewat {}",
    under_a_minute="kurang dari 1 menit",
    under_a_minute_short="< 1 m",
)

_ENGLISH = Words(
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    units=Units(days=("day", "days"), hours=("hour", "hours"), minutes=("minute", "minutes")),
    short_units=Units(days=("d", "d"), hours=("h", "h"), minutes=("m", "m")),
    at=", ",
    clock=":",
    decimal=".",
    pads=False,
    today="Today",
    yesterday="Yesterday",
    just_now="just now",
    ago="{} ago",
    ahead="in {}",
    left="{} left",
    late="{} late",
    under_a_minute="less than 1 minute",
    under_a_minute_short="< 1 m",
)

_TABLES: Mapping[str, Words] = {"id": _INDONESIAN, "en": _ENGLISH}
