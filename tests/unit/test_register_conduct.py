"""How an office deals with a register: waits, endings, and the link that citizens are led by."""

from datetime import timedelta
from typing import Any

import pytest

from helpdesk.channels.conduct import DAY, CloseRules, Conduct, RetryPlan, must_be_a_link
from helpdesk.channels.register import STATUS_CODES
from integrations.lapor.adapter import conduct
from integrations.lapor.settings import BY_HAND, ByHandSettings, settings_of

HOSTS = (".lapor.go.id",)


def test_an_office_without_keys_deals_with_it_as_the_country_does() -> None:
    assert conduct(BY_HAND) == conduct(settings_of(ByHandSettings())) == Conduct()
    assert settings_of(ByHandSettings()) == settings_of(object()) == BY_HAND


def test_only_endings_do_anything_here_and_only_a_proposal_unless_somebody_said_more() -> None:
    assert {code: CloseRules().on(code) for code in STATUS_CODES if CloseRules().on(code) != "note"} == {
        "finished": "propose"
    }
    everything = CloseRules(finished="close", rejected="close", archived="close")
    assert {code for code in STATUS_CODES if everything.on(code) == "close"} == {
        "finished",
        "rejected",
        "archived",
    }


def test_waits_grow_as_they_were_written_and_the_last_one_holds() -> None:
    plan = RetryPlan(minutes=(1, 2.5, 10))
    minutes = [plan.wait(attempts) / timedelta(minutes=1) for attempts in (1, 2, 3, 4, 99)]
    assert minutes == [1, 2.5, 10, 10, 10]


def test_a_day_of_tries_is_counted_by_the_offices_own_waits() -> None:
    assert (RetryPlan().tries_within(DAY), RetryPlan(minutes=(1440,)).tries_within(DAY)) == (27, 2)


def test_tries_have_no_end_unless_somebody_set_one() -> None:
    assert not RetryPlan().gives_up(10_000)
    assert [RetryPlan(attempts=3).gives_up(each) for each in (2, 3)] == [False, True]


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": ()},
        {"minutes": (0,)},
        {"minutes": (1441,)},
        {"minutes": (float("nan"),)},
        {"minutes": (1,) * 13},
        {"attempts": -1},
        {"attempts": 1001},
        {"tell_after": 0},
    ],
)
def test_waits_that_cannot_be_kept_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="retry"):
        RetryPlan(**wrong)


def test_the_number_stands_in_the_link_and_can_be_nothing_but_a_number() -> None:
    known = Conduct(tracking_url="https://www.lapor.go.id/pengaduan/{tracking_id}")
    assert known.link_to("8812345") == "https://www.lapor.go.id/pengaduan/8812345"
    assert known.link_to("../a b?c") == "https://www.lapor.go.id/pengaduan/..%2Fa%20b%3Fc"
    assert (known.link_to(""), Conduct().link_to("8812345")) == ("", "")


@pytest.mark.parametrize(
    "good",
    [
        "",
        "https://www.lapor.go.id/pengaduan/{tracking_id}",
        "https://lapor.go.id/lacak?nomor={tracking_id}&dari=dinkes",
    ],
)
def test_links_below_trusted_hosts_are_taken(good: str) -> None:
    must_be_a_link(good, HOSTS, "tautan")


@pytest.mark.parametrize(
    "wrong",
    [
        "http://www.lapor.go.id/{tracking_id}",
        "https://lapor.go.id.jahat.example/{tracking_id}",
        "https://jahatlapor.go.id/{tracking_id}",
        "https://jahat.example/www.lapor.go.id/{tracking_id}",
        "https://www.lapor.go.id@jahat.example/{tracking_id}",
        "https://siapa@www.lapor.go.id/{tracking_id}",
        "https://www.lapor.go.id:8443/{tracking_id}",
        "https://{tracking_id}.lapor.go.id/",
        "https://www.lapor.go.id/pengaduan",
        "https://www.lapor.go.id/{tracking_id}/{tracking_id}",
        "https://www.lapor.go.id/{nik}/{tracking_id}",
        "https://www.lapor.go.id/{tracking_id}#isi",
        "https://www.lapor.go.id/{tracking_id} hadiah",
        "https://www.lapor.go.id/{tracking_id}\nhttps://jahat.example",
        "https://www.lapor.go.id/" + "x" * 80 + "{tracking_id}",
        "javascript:alert({tracking_id})",
        "//www.lapor.go.id/{tracking_id}",
    ],
)
def test_links_that_lead_elsewhere_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="tautan"):
        must_be_a_link(wrong, HOSTS, "tautan")
