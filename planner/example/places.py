"""The places of the example: the network, its members, venues and organisations."""

from planner.example.pictures import picture
from planner.models import (
    Fact,
    Municipality,
    Network,
    NetworkMember,
    Organisation,
    Partnership,
    Sector,
    StepFree,
    Venue,
)

NRW, MINNESOTA = "Nordrhein-Westfalen", "Minnesota"
BERLIN, CHICAGO = "Europe/Berlin", "America/Chicago"
MEMBERS = (
    ("Iserlohn", NRW),
    ("Saerbeck", NRW),
    ("Münster", NRW),
    ("Arnsberg", NRW),
    ("Lüdenscheid", NRW),
    ("Morris", MINNESOTA),
    ("Rochester", MINNESOTA),
    ("Warren", MINNESOTA),
    ("Elk River", MINNESOTA),
    ("White Bear Lake", MINNESOTA),
)
NETWORK_DE = (
    "Seit 2016 lernen Städte und Gemeinden aus Nordrhein-Westfalen und aus Minnesota voneinander, "
    "wie Klimaschutz vor Ort gelingt. Den Anstoß gab die University of Minnesota nach der "
    "Klimakonferenz COP21 in Paris. Der Gedanke dahinter: Kommunen sind der Schlüssel zum "
    "Klimaschutz. Wer Energie, Verkehr, Bauen und Wirtschaft zusammen denkt, kommt voran, gleich "
    "wie viele Menschen dort wohnen, wovon der Ort lebt und wie die Landschaft aussieht, und es "
    "rechnet sich.\n\n"
    "In regelmäßigen Abständen reisen Delegationen mit Fachleuten aus Wirtschaft, Politik, "
    "Wissenschaft und Verwaltung über den Atlantik."
)
NETWORK_EN = (
    "Since 2016 towns and cities in North Rhine-Westphalia and in Minnesota have learned from one "
    "another how to protect the climate where people live. The University of Minnesota began it "
    "after the climate conference COP21 in Paris. The idea: municipalities are the key to climate "
    "protection. Those who think of energy, transport, building and business together make "
    "headway, however many people live there, whatever they live on and whatever the landscape "
    "is like, and it pays.\n\n"
    "At regular intervals delegations of experts from business, politics, science and "
    "administration cross the Atlantic."
)
ISERLOHN_DE = (
    "Iserlohn nennt sich Waldstadt: Der Wald beginnt, wo die Straßen enden. Im Netzwerk der "
    "Climate Smart Municipalities arbeitet die Stadt mit Elk River in Minnesota zusammen."
)
ISERLOHN_EN = (
    "Iserlohn calls itself the forest city: the woods begin where the streets end. In the network "
    "of Climate Smart Municipalities it works together with Elk River in Minnesota."
)
ELK_RIVER_DE = (
    "Elk River liegt am Mississippi, in der Region um Minneapolis und Saint Paul. Die Stadt mit "
    "24.000 Menschen war eine der ersten Green Step Cities von Minnesota und ist als „Energy "
    "City“ bekannt: für erneuerbare Energie und für Produkte, die wenig davon brauchen."
)
ELK_RIVER_EN = (
    "Elk River lies on the Mississippi, in the region of Minneapolis and Saint Paul. The city of "
    "24,000 was one of Minnesota's first Green Step Cities and is known as “Energy City”: for "
    "renewable energy, and for products that use little of it."
)
ELK_RIVER_FACTS = (
    ("Wirtschaft", "Economy",
     "Maschinenbau, Medizintechnik, Rechenzentren",
     "Mechanical engineering, medical technology, data centers"),
    ("Pendelnde", "Commuters", "etwa 60 % der Erwerbstätigen", "about 60% of the workforce"),
    ("Auszeichnung", "Award",
     "Green Step City, eine der ersten", "one of the first Green Step Cities"),
    ("Beiname", "Known as", "Energy City", "Energy City"),
)  # fmt: skip
ISERLOHN_FACTS = (
    ("Beiname", "Known as", "Waldstadt", "Forest city"),
    ("Im Netzwerk seit", "In the network since", "2016", "2016"),
)
VENUES = {  # key: name de, name en, room, address, capacity, step-free, how de, how en
    "council": ("Rathaus I", "Town Hall I", "Ratssaal", "Schillerplatz 7, 58636 Iserlohn", 120,
                StepFree.YES, "Aufzug am Haupteingang", "Elevator at the main entrance"),
    "office": ("Rathaus I", "Town Hall I", "Raum 204", "Schillerplatz 7, 58636 Iserlohn", 12,
               StepFree.YES, "", ""),
    "works": ("Historische Fabrikenanlage Maste-Barendorf", "Historic factory site Maste-Barendorf",
              "", "Baarstraße 220, 58636 Iserlohn", 40, StepFree.PARTLY,
              "stufenloser Weg ab Tor 2", "step-free way from gate 2"),
    "library": ("Stadtbücherei", "City library", "", "Alter Rathausplatz 1, 58636 Iserlohn", 30,
                StepFree.YES, "", ""),
    "tower": ("Danzturm", "Danzturm", "Restaurant", "", 60, StepFree.NO, "", ""),
    "campus": ("Campus Iserlohn", "Campus Iserlohn", "Hörsaal 2", "", 80, StepFree.YES, "", ""),
    "theatre": ("Parktheater", "Parktheater", "Foyer", "Alexanderhöhe 3, 58644 Iserlohn", 200,
                StepFree.YES, "Zufahrt bis zur Tür", "Cars may drive to the door"),
    "square": ("Alter Rathausplatz", "Alter Rathausplatz", "", "", None, StepFree.YES, "", ""),
    "forest": ("Stadtwald", "Municipal forest", "Treffpunkt Waldstadion", "", None,
               StepFree.PARTLY, "befestigter Rundweg", "paved round trip"),
    "hotel": ("Hotel der Delegation", "Hotel of the delegation", "", "", None, StepFree.YES, "",
              ""),
    "airport": ("Flughafen Düsseldorf", "Düsseldorf Airport", "Ankunft, Ausgang C", "", None,
                StepFree.YES, "", ""),
}  # fmt: skip
ELSEWHERE = {"airport"}
ORGANISATIONS = {  # key: name de, name en, sector, municipality or None, state
    "city": ("Stadt Iserlohn", "City of Iserlohn", Sector.ADMINISTRATION, "Iserlohn", NRW),
    "county": ("Märkischer Kreis", "Märkischer Kreis (county)", Sector.ADMINISTRATION, None, NRW),
    "landtag": ("Landtag Nordrhein-Westfalen", "State Parliament of North Rhine-Westphalia",
                Sector.POLITICS, None, NRW),
    "bundestag": ("Deutscher Bundestag", "German Bundestag", Sector.POLITICS, None, ""),
    "council": ("Rat der Stadt Iserlohn", "Iserlohn City Council", Sector.POLITICS, "Iserlohn",
                NRW),
    "university": ("Hochschule im Sauerland", "Sauerland University of Applied Sciences",
                   Sector.SCIENCE, "Iserlohn", NRW),
    "utilities": ("Waldstadtwerke", "Forest City Utilities", Sector.BUSINESS, "Iserlohn", NRW),
    "chamber": ("Wirtschaftskammer Lennetal", "Lennetal Chamber of Commerce", Sector.BUSINESS,
                None, NRW),
    "friends": ("Freundeskreis Elk River", "Friends of Elk River", Sector.CIVIL_SOCIETY,
                "Iserlohn", NRW),
    "church": ("Kirchenkreis an der Lenne", "Church District on the Lenne", Sector.CIVIL_SOCIETY,
               None, NRW),
    "paper": ("Waldstadt-Bote", "Waldstadt-Bote (newspaper)", Sector.PRESS, "Iserlohn", NRW),
    "consulate": ("US-Generalkonsulat Düsseldorf", "US Consulate General Düsseldorf",
                  Sector.ADMINISTRATION, None, NRW),
    "elk_river": ("Stadt Elk River", "City of Elk River", Sector.ADMINISTRATION, "Elk River",
                  MINNESOTA),
    "schools": ("Schulbezirk Elk River", "Elk River Schools", Sector.ADMINISTRATION, "Elk River",
                MINNESOTA),
    "sisters": ("Partnerschaftsausschuss Elk River", "Elk River Sister Cities Committee",
                Sector.CIVIL_SOCIETY, "Elk River", MINNESOTA),
    "power": ("Energieversorgung am Mississippi", "Great Bend Municipal Power", Sector.BUSINESS,
              "Elk River", MINNESOTA),
    "medical": ("Northern Pines Medizintechnik", "Northern Pines Medical Devices", Sector.BUSINESS,
                "Elk River", MINNESOTA),
    "data": ("Rechenzentrum Prairie Loop", "Prairie Loop Data Center", Sector.BUSINESS,
             "Elk River", MINNESOTA),
    "umn": ("University of Minnesota", "University of Minnesota", Sector.SCIENCE, None, MINNESOTA),
    "senate": ("Senat von Minnesota", "Minnesota Senate", Sector.POLITICS, None, MINNESOTA),
    "state": ("Regierung von Minnesota", "State of Minnesota", Sector.ADMINISTRATION, None,
              MINNESOTA),
}  # fmt: skip


def places(media_folder):
    """Return the network, municipalities, venues and organisations, each under a short name."""
    towns = {name: municipality(name, state) for name, state in MEMBERS}
    iserlohn, elk_river = towns["Iserlohn"], towns["Elk River"]
    portray(iserlohn, ISERLOHN_DE, ISERLOHN_EN, ISERLOHN_FACTS)
    portray(elk_river, ELK_RIVER_DE, ELK_RIVER_EN, ELK_RIVER_FACTS)
    iserlohn.is_home, elk_river.population = True, 24_000
    iserlohn.picture = picture("forest", media_folder)
    elk_river.picture = picture("river", media_folder)
    partnership = Partnership(
        one=iserlohn, other=elk_river, about_de=PARTNERS_DE, about_en=PARTNERS_EN
    )
    return {
        **{("town", name): town for name, town in towns.items()},
        ("network", "csm"): network(towns.values()),
        ("partnership", "elk_river"): partnership,
        **{
            ("venue", key): venue(row, None if key in ELSEWHERE else iserlohn)
            for key, row in VENUES.items()
        },
        **{("organisation", key): organisation(row, towns) for key, row in ORGANISATIONS.items()},
    }


PARTNERS_DE = "Partner im Netzwerk Climate Smart Municipalities."
PARTNERS_EN = "Partners in the network of Climate Smart Municipalities."
PLAIN = str.maketrans({"ü": "ue", " ": "-"})


def municipality(name, state):
    """Return a member of the network."""
    german = state == NRW
    return Municipality(
        slug=name.lower().translate(PLAIN),
        name=name,
        state=state,
        country="DE" if german else "US",
        zone=BERLIN if german else CHICAGO,
        is_home=False,
        is_public=name in {"Iserlohn", "Elk River"},
    )


def portray(town, portrait_de, portrait_en, facts):
    """Tell of a town in words and labelled lines."""
    town.portrait_de, town.portrait_en = portrait_de, portrait_en
    town.facts = [
        Fact(position=n, label_de=de, label_en=en, text_de=text_de, text_en=text_en)
        for n, (de, en, text_de, text_en) in enumerate(facts, 1)
    ]


def network(towns):
    """Return the network with its members."""
    return Network(
        slug="climate-smart-municipalities",
        name="Climate Smart Municipalities",
        since=2016,
        description_de=NETWORK_DE,
        description_en=NETWORK_EN,
        members=[NetworkMember(municipality=town) for town in towns],
    )


def venue(row, town):
    """Return a venue, most of them in Iserlohn."""
    name_de, name_en, room, address, capacity, step_free, how_de, how_en = row
    return Venue(
        name_de=name_de,
        name_en=name_en,
        room=room,
        address=address,
        capacity=capacity,
        step_free=step_free,
        step_free_how_de=how_de,
        step_free_how_en=how_en,
        municipality=town,
    )


def organisation(row, towns):
    """Return an organisation."""
    name_de, name_en, sector, town, state = row
    return Organisation(
        name_de=name_de, name_en=name_en, sector=sector, municipality=towns.get(town), state=state
    )
