"""The pages on which a visit is hidden, opened and taken over, and what others see meanwhile."""

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.event import listen

from planner.clock import utc_now
from planner.models import (
    Job,
    JobState,
    RoleName,
    User,
    Visit,
    VisitReader,
    VisitTakeover,
)
from planner.services.folder import VISIT_GONE, make_folder
from tests.factories import (
    make_event,
    make_guest,
    make_highlight,
    make_person,
    make_venue,
    make_visit,
)
from tests.job_runs import do_next

EVENT = {
    "title_de": "Getippt", "start_date": "2026-05-04", "start_time": "10:00",
    "end_date": "2026-05-04", "end_time": "11:00", "start_zone": "Europe/Berlin",
    "audience": "guests", "status": "confirmed", "kind": "other", "interpretation": "none",
    "representation": "own_rank",
}  # fmt: skip
HIDE = update(Visit).values(is_confidential=True)


@pytest.fixture
def visit(save):
    visit = make_visit(slug="lyon", title_de="Geheim", title_en="Secret")
    save(visit, make_event(visit=visit), make_highlight(visit=visit))
    return visit


def hidden(organiser, load):
    """Let an organiser hide the visit; return its new address."""
    [visit] = load(select(Visit))
    organiser.post("/visits/lyon/confidential", data={"lock_version": visit.lock_version})
    [slug] = load(select(Visit.slug))
    return f"/visits/{slug}"


def test_it_is_hidden_on_one_page_and_opened_on_another(visit, organiser, reader, load):
    asked = organiser.get("/visits/lyon/confidential").text
    assert "Make confidential?" in asked
    assert "1 highlight leaves the public page" in asked

    address = hidden(organiser, load)

    shown = organiser.get(f"{address}/confidential").text
    assert "Who knows of it" in shown
    assert "lucide-lock" in organiser.get(address).text
    assert reader.get(address).status_code == 404
    assert "Secret" not in reader.get("/visits?show=all").text
    assert reader.get("/visits/lyon").status_code == 404

    [now] = load(select(Visit))
    organiser.post(f"{address}/confidential/end", data={"lock_version": now.lock_version})
    assert reader.get(address).status_code == 200
    assert load(select(VisitReader)) == []


def test_users_are_named_and_removed_with_a_button_each(visit, organiser, sign_in, load):
    other = sign_in(RoleName.READER, name="Zoë Quirk")
    address = hidden(organiser, load)
    assert "Zoë Quirk" in organiser.get(f"{address}/confidential?q=quirk").text
    assert "Zoë Quirk" not in organiser.get(f"{address}/confidential?q=nobody").text

    organiser.post(f"{address}/confidential/users/{other.user.id}/name")
    assert other.get(address).status_code == 200
    assert other.get(f"{address}/confidential").status_code == 403  # a reader edits nothing

    organiser.post(f"{address}/confidential/users/{other.user.id}/remove")
    assert other.get(address).status_code == 404
    answer = organiser.post(
        f"{address}/confidential/users/{organiser.user.id}/remove", follow_redirects=True
    )
    assert "has to stay named" in answer.text


def test_who_leaves_a_visit_is_led_to_the_others(visit, organiser, sign_in, load):
    other = sign_in(RoleName.ORGANISER)
    address = hidden(organiser, load)
    organiser.post(f"{address}/confidential/users/{other.user.id}/name")

    answer = organiser.post(f"{address}/confidential/users/{organiser.user.id}/remove")

    assert answer.headers["Location"] == "/visits"
    assert organiser.get(address).status_code == 404


def test_a_visit_can_be_confidential_from_its_first_day(organiser, reader, load):
    typed = {
        "title_de": "Geheim", "direction": "incoming", "status": "draft", "zone": "Europe/Berlin",
        "first_day": "2026-05-04", "last_day": "2026-05-05", "lock_version": "0",
        "is_confidential": "y",
    }  # fmt: skip
    refused = organiser.post("/visits/add", data=typed | {"is_public": "y"})
    assert refused.status_code == 422
    assert "is not shown on a public page" in refused.text

    address = organiser.post("/visits/add", data=typed).headers["Location"]

    assert "geheim" not in address
    assert organiser.get(address).status_code == 200
    assert reader.get(address).status_code == 404
    form = organiser.get(f"{address}/edit").text
    assert 'name="slug"' not in form
    assert 'name="is_public"' not in form


@pytest.mark.parametrize("path", ["events/add", "events/{}/edit"])
def test_who_edits_while_it_is_hidden_keeps_the_text_and_learns_nothing(
    app, visit, organiser, load, path
):
    [event, *_] = load(select(Visit.id))
    typed = EVENT | {"lock_version": "0" if path.endswith("add") else "1"}

    def hide(_session, _transaction):
        with app.extensions["sessionmaker"]() as other:
            other.execute(HIDE.values(title_en="New secret"))
            other.commit()

    listen(app.extensions["sessionmaker"], "after_soft_rollback", hide, once=True)

    answer = organiser.post(f"/visits/lyon/{path.format(event)}", data=typed)

    assert answer.status_code == 404
    assert "Getippt" in answer.text
    assert "New secret" not in answer.text
    assert "saved" not in answer.text.replace("not saved", "")


def test_a_job_reads_with_the_eyes_of_whoever_ordered_it(app, visit, organiser, load):
    organiser.post("/visits/lyon/print/folder")
    with app.extensions["sessionmaker"]() as session:
        session.execute(HIDE)
        session.commit()

    with app.app_context():
        assert do_next(make_folder, utc_now())

    [job] = load(select(Job).where(Job.kind == make_folder.name))
    assert (job.state, VISIT_GONE.msgid in (job.error or "")) == (JobState.FAILED, True)
    assert organiser.get(f"/jobs/{job.id}").status_code == 404
    assert organiser.get(f"/jobs/{job.id}/folder.pdf").status_code == 404


def test_an_administrator_takes_over_what_nobody_can_open_and_that_is_told(
    app, visit, administrator, organiser, load
):
    address = hidden(organiser, load)
    number = visit.id
    assert "Visit no." not in administrator.get("/settings/left-visits").text
    refused = administrator.post(f"/settings/left-visits/{number}/take")
    assert refused.status_code == 409
    organiser_id = organiser.user.id
    with app.extensions["sessionmaker"]() as session:
        session.execute(update(User).where(User.id == organiser_id).values(active=False))
        session.commit()

    shown = administrator.get("/settings/left-visits").text
    assert f"Visit no. {number}" in shown
    assert organiser.user.name in shown
    assert "Secret" not in shown
    administrator.post(f"/settings/left-visits/{number}/take")
    assert administrator.get(address).status_code == 200
    assert "took over" not in administrator.get("/overview").text
    assert len(load(select(VisitTakeover))) == 1

    with app.extensions["sessionmaker"]() as session:
        session.execute(update(User).where(User.id == organiser_id).values(active=True))
        session.commit()
    assert "took over the confidential visit Secret" in organiser.get("/overview").text
    organiser.post("/overview/takeovers")
    assert "took over the confidential" not in organiser.get("/overview").text


def test_a_person_of_a_confidential_visit_has_none_on_the_own_page(save, reader):
    secret = make_visit(is_confidential=True, title_en="Secret")
    person = make_person("Zoë", "Quirk")
    save(make_guest(person, make_event(visit=secret, title_en="Hush")))

    told = reader.get(f"/people/{person.id}").text

    assert "Hush" not in told
    assert "Secret" not in told


def test_what_a_confidential_visit_uses_is_not_deleted_and_nobody_learns_why(save, organiser):
    venue = make_venue("Saal")
    save(make_event(visit=make_visit(is_confidential=True), venue=venue))
    assert "1 event" not in organiser.get(f"/settings/venues/{venue.id}/delete").text

    answer = organiser.post(f"/settings/venues/{venue.id}/delete")

    assert answer.status_code == 409
    assert "because it is in use." in answer.text


def test_named_users_are_stored_once(visit, organiser, app, load):
    hidden(organiser, load)
    with app.extensions["sessionmaker"]() as session, pytest.raises(Exception, match="UNIQUE"):
        session.execute(
            insert(VisitReader).values(
                visit_id=visit.id, user_id=organiser.user.id, named_at=utc_now(), told_until=0
            )
        )
