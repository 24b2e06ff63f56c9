"""What the server refuses to take is answered with a page, in words, and reaches no act."""

import pytest

from planner.serving.environ import REFUSAL


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (408, "was not saved; send it again"),
        (413, "Please send a smaller file."),
        (507, "The disk is full. What you have sent was not saved"),
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/visits/add", "/no/such/page"])
def test_refused_request_gets_a_page_before_its_token_is_looked_at(
    app, client, status, words, path
):
    app.config["WTF_CSRF_ENABLED"] = True

    answer = client.post(path, environ_overrides={REFUSAL: status})

    assert answer.status_code == status
    assert words in answer.text
    assert 'lang="en"' in answer.text


def test_refused_request_to_a_calendar_gets_a_line(client):
    answer = client.get("/feeds/secret.ics", environ_overrides={REFUSAL: 408})

    assert (answer.status_code, answer.mimetype) == (408, "text/plain")
