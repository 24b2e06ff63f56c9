"""Who merges two people moves what is confidential too, and is told nothing of it."""

from sqlalchemy import select

from planner.models import Guest, Person
from tests.factories import make_event, make_guest, make_person, make_visit


def test_a_merge_moves_hidden_rows_and_tells_only_of_the_others(save, organiser, load):
    kept, other = make_person("Zoë", "Quirk"), make_person("Zoe", "Quirk")
    secret = make_visit(is_confidential=True, title_en="Secret", title_de="Geheim")
    save(
        make_guest(kept, make_event(title_en="Fair")),
        make_guest(other, make_event(title_en="Ball")),
        make_guest(other, make_event(visit=secret, title_en="Hush", title_de="Hush")),
        make_guest(other, make_event(visit=secret, title_en="Hush too", title_de="Hush zwei")),
    )
    address = f"/people/{kept.id}/merge/{other.id}"
    preview = organiser.get(address).text
    assert "Ball" in preview
    for word in ("Hush", "Secret", "Geheim"):
        assert word not in preview
    versions = load(select(Person).order_by(Person.id))
    typed = {"lock_version": versions[0].lock_version, "other_version": versions[1].lock_version}

    answer = organiser.post(address, data=typed | {"given_name": "ours"})

    assert answer.status_code == 303, answer.text
    assert {guest.person_id for guest in load(select(Guest))} == {kept.id}
    told = organiser.get(f"/people/{kept.id}").text
    assert "Hush" not in told
