"""Two editors of one row: the second sees both versions and decides (screens.md, States)."""

from flask import render_template, request

from planner.forms.versions import differences

CONFLICT = 409
NOT_RESENT_FIELDS = {"csrf_token", "lock_version"}


def conflict_page(form, row, back, saved=None):
    """Return the page with both versions of a row that was saved after the form was made.

    `saved` is the form filled with the row, for forms that name their fields otherwise.
    """
    saved = saved or type(form)(formdata=None, obj=row)
    versions = differences(form, saved)
    kept = [item for item in request.form.items(multi=True) if item[0] not in NOT_RESENT_FIELDS]
    return (
        render_template(
            "conflict.html", versions=versions, kept=kept, back=back, lock_version=row.lock_version
        ),
        CONFLICT,
    )
