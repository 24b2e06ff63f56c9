"""What the pages of all places share: how one is deleted."""

from flask import flash, redirect, render_template, request

from planner.db import session
from planner.languages import Message, translate
from planner.queries.places.places import reference_counts
from planner.rules.places.places import uses_in_words
from planner.services.places.places import delete_place


def delete_or_ask(row, name, back, above):
    """Ask whether to delete a place, or say what uses it; on POST delete it for good."""
    if request.method == "GET":
        counts = session.execute(reference_counts(row)).one()._mapping
        uses = [translate(use) for use in uses_in_words(dict(counts))]
        return render_template(
            "places/delete.html", name=name, uses=uses, back=back, above=translate(above)
        )
    delete_place(row)
    flash(translate(Message("Deleted: %(name)s", name=name)))
    return redirect(back, 303)


def confirm_saved(name, address):
    """Say what is saved, and go on to an address."""
    flash(translate(Message("Saved: %(name)s", name=name)))
    return redirect(address, 303)
