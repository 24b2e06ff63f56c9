"""Walk through every route of the planner: its address, its forms, what they would send."""

from html.parser import HTMLParser

LARGEST = 2**31 - 1
NO_PAGES = (".json", ".pdf", ".webp", ".png", ".csv", ".xlsx", ".zip")
NO_PEOPLE = {"static", "health"}  # blueprints that people do not open
TURNED_AWAY = {"second_step.code"}  # from a page for who has just typed the right password
CHOOSING = {"guests.add", "assignments.add"}  # they ask for a person first


def values_of(rule, world):
    """Return the values by which a rule names rows of a world."""
    inside = rule.rule.startswith("/visits/<slug>")
    event, guest = (world.event, world.guest) if inside else (world.free, world.free_guest)
    assignment = world.assignment if inside else world.free_assignment
    about_town = rule.endpoint.endswith((".partner", ".municipality"))
    public_slug = world.municipality.slug if about_town else event.slug
    found = {
        "slug": world.visit.slug if inside else public_slug,
        "event_id": event.id,
        "guest_id": guest.id,
        "assignment_id": assignment.id,
        "delegation_id": world.delegation.id,
        "delegate_id": world.delegate.id,
        "person_id": world.person.id,
        "other_id": world.companion.id,
        "term_id": world.term.id,
        "partner_id": world.municipality.id,
        "partnership_id": world.partnership.id,
        "feed_id": world.feed.id,
        "job_id": world.job.id,
        "session_id": world.session.id,
        "passkey_id": world.passkey.id,
        "network_id": world.network.id,
        "office_id": world.office.id,
        "scheme_id": world.scheme.id,
        "organisation_id": world.organisation.id,
        "venue_id": world.venue.id,
        "user_id": world.user.id,
        "visit_id": world.visit.id,
        "entry_id": world.history.id,
        **copy_values(rule, world, inside=inside),
        "token": world.token,
        "name": "0" * 32,
        "size": "small",
        "key": "guests",
        "filename": "app.css",
    }
    if "table" in rule.arguments:
        found |= {"table": "event", "row_id": world.event.id}
    elif "row_id" in rule.arguments:
        kind = rule.endpoint.rpartition("_")[2]
        found["row_id"] = getattr(world, kind).id
        if rule.endpoint.startswith("trash.erase"):
            found["row_id"] = next(r.id for r in world.trashed if r.__tablename__ == kind)
    if rule.endpoint.endswith(".delete"):  # places and offices go while nothing needs them
        table = {"partners": "municipality"}.get(
            rule.endpoint.partition(".")[0], rule.endpoint.partition(".")[0].removesuffix("s")
        )
        unused = next((row for row in world.unused if row.__tablename__ == table), None)
        if unused is None:
            return {name: found[name] for name in rule.arguments}
        found |= dict.fromkeys((name for name in rule.arguments if name.endswith("_id")), unused.id)
    return {name: found[name] for name in rule.arguments}


def copy_values(rule, world, *, inside):
    """Return the values by which a rule names a copy of its visit or its event."""
    copy = (world.event_copy if inside else world.free_copy) if "event" in rule.rule else world.copy
    return {"copy_id": copy.id, "printout_id": copy.printout_id}


def address_of(app, rule, world, **values):
    """Return the address of a rule about rows of a world, unless other values are given."""
    with app.test_request_context():
        address = rule.build(values_of(rule, world) | values, append_unknown=False)[1]
    return f"{address}?person={world.newcomer.id}" if rule.endpoint in CHOOSING else address


def routes(app, method):
    """Return the rules that answer a method; PDF, pictures and what machines ask left out."""
    return [
        rule
        for rule in sorted(app.url_map.iter_rules(), key=str)
        if method in rule.methods
        and not rule.rule.endswith(NO_PAGES)
        and rule.endpoint.partition(".")[0] not in NO_PEOPLE
    ]


def is_open(app, rule):
    """Tell whether a rule is open to all."""
    return isinstance(app.view_functions[rule.endpoint].permission, str)


class PageParser(HTMLParser):
    """What a browser understands of a page: its tags, and its forms with their values."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.forms, self.select, self.area = [], [], None, None
        self.feed(text)

    def handle_starttag(self, tag, pairs):
        given = dict(pairs)
        self.tags.append((tag, given))
        if tag == "form":
            self.forms.append({"method": given.get("method", "get").lower(), "fields": []})
            self.forms[-1]["action"] = given.get("action") or ""
        elif self.forms and given.get("name") and "disabled" not in given:
            self.read_field(tag, given)
        elif tag == "option" and self.select is not None:
            self.read_option(given)

    def read_field(self, tag, given):
        """Note a field of the latest form with its value."""
        kind = given.get("type", "text") if tag == "input" else tag
        if tag == "select":
            self.select = given["name"]
        elif tag == "textarea":
            self.area = given["name"]
            self.put(self.area, "", tag)
        elif tag == "input" and (kind not in {"checkbox", "radio"} or "checked" in given):
            self.put(given["name"], given.get("value", ""), kind)

    def read_option(self, given):
        """Note the first option of a list, or else the one that is chosen."""
        name, fields = self.select, self.forms[-1]["fields"]
        if not fields or fields[-1][0] != name:
            self.put(name, given.get("value", ""), "select")
        elif "selected" in given:
            fields[-1] = name, given.get("value", ""), "select"

    def put(self, name, value, kind):
        """Note a value of the latest form."""
        self.forms[-1]["fields"].append((name, value, kind))

    def handle_data(self, data):
        if self.area:
            name, value, kind = self.forms[-1]["fields"][-1]
            self.forms[-1]["fields"][-1] = name, value + data, kind

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        if tag == "select":
            self.select = None


def forms_to(client, address):
    """Return the fields of each form that a page sends to itself."""
    answer = client.get(address)
    if answer.status_code != 200:
        return []
    here = {"", address, address.partition("?")[0]}
    return [
        form["fields"]
        for form in (PageParser(answer.text).forms if answer.mimetype == "text/html" else ())
        if form["method"] == "post" and (form["action"] in here or form["action"].startswith("?"))
    ]
