"""Who the invented people of the example are, and where a letter reaches some of them."""

BIOGRAPHIES = {  # key: German, English
    "lindqvist": (
        "James R. Lindqvist ist seit 2021 Bürgermeister von Elk River. Vorher leitete er zwölf "
        "Jahre lang einen Betrieb für Heizungsbau, den schon sein Großvater gegründet hatte. In "
        "seiner Amtszeit hat die Stadt ihre Straßenbeleuchtung umgestellt und das Hallenbad mit "
        "Abwärme beheizt.\n"
        "Er singt im Chor seiner Gemeinde und war 1998 als Austauschschüler in Hagen.",
        "James R. Lindqvist has been mayor of Elk River since 2021. For twelve years before that "
        "he ran the heating company that his grandfather had founded. During his term the city "
        "has changed its street lights and heats the public pool with waste heat.\n"
        "He sings in the choir of his church and was an exchange student in Hagen in 1998.",
    ),
    "osman": (
        "Dr. Amina Osman ist seit 2023 Mitglied des Stadtrats und leitet dort den Ausschuss für "
        "Stadtwald und Grünflächen. Die Ärztin führt eine Hausarztpraxis und hat einen "
        "Gesundheitstreff für Zugewanderte aufgebaut. Sie ist in Mogadischu geboren und in "
        "Minneapolis aufgewachsen.",
        "Dr. Amina Osman has been a member of the city council since 2023 and chairs its "
        "committee on urban forest and parks. A family physician, she runs a practice of her own "
        "and has set up a health center for newcomers. She was born in Mogadishu and grew up in "
        "Minneapolis.",
    ),
    "thompson": (
        "Maya Thompson leitet die Verwaltung von Elk River mit 180 Beschäftigten. Sie hat "
        "Stadtplanung studiert und war zuvor Kämmerin zweier Städte im Süden Minnesotas. Was ein "
        "Vorhaben in zwanzig Jahren kostet, will sie wissen, bevor über das erste Jahr "
        "gesprochen wird.",
        "Maya Thompson heads the administration of Elk River with its staff of 180. She studied "
        "urban planning and was the treasurer of two cities in southern Minnesota. What a project "
        "costs in twenty years is what she wants to know before anybody talks of the first.",
    ),
    "thorsgaard": (
        "Erik Thorsgaard leitet die Schulen von Elk River. Der frühere Physiklehrer hat an drei "
        "Schulen Werkstätten für Energie eingerichtet, in denen Jugendliche Verbräuche messen "
        "und der Stadt berichten. Er sucht eine Partnerschule in Iserlohn.",
        "Erik Thorsgaard is the superintendent of the schools of Elk River. A former physics "
        "teacher, he has set up energy workshops at three schools in which students measure what "
        "is used and report to the city. He is looking for a partner school in Iserlohn.",
    ),
    "wisniewska": (
        "Linda Wiśniewska hat den Partnerschaftsausschuss 2015 mitgegründet und führt ihn seit "
        "sechs Jahren. Sie war Bibliothekarin und schreibt an einer Geschichte der polnischen "
        "Familien am Mississippi.",
        "Linda Wiśniewska was among the founders of the Sister Cities Committee in 2015 and has "
        "chaired it for six years. A retired librarian, she is writing a history of the Polish "
        "families on the Mississippi.",
    ),
    "lodz": (
        "",
        "Jacob Łodziński keeps the books of the Sister Cities Committee and organizes its trips. "
        "He worked as a surveyor for the county for thirty years and knows every bridge between "
        "Elk River and Saint Cloud.",
    ),
    "herrera": (
        "Carlos Herrera Ortiz ist seit 2018 Umweltbeauftragter der Stadt. Er verantwortet den "
        "Wärmeplan, der bis 2040 alle öffentlichen Gebäude ohne Gas beheizen soll, und lehrt "
        "nebenher an der Volkshochschule.",
        "Carlos Herrera Ortiz has been the environmental manager of the city since 2018. He is in "
        "charge of the heat plan, under which all public buildings shall do without gas by 2040, "
        "and teaches adult classes in the evening.",
    ),
    "becker": (
        "Susan Becker-Nguyen führt ein Unternehmen für Medizintechnik mit 240 Beschäftigten. Sie "
        "hat in Aachen Maschinenbau studiert und spricht Deutsch. Ihr Werk heizt seit 2022 mit "
        "der Abwärme des benachbarten Rechenzentrums.",
        "Susan Becker-Nguyen runs a maker of medical devices with a staff of 240. She studied "
        "mechanical engineering in Aachen and speaks German. Since 2022 her plant has been heated "
        "with waste heat from the data center next door.",
    ),
    "dordevic": (
        "Petar Đorđević plant seit 2011 die Netze der Energieversorgung am Mississippi. Der "
        "Ingenieur stammt aus Novi Sad. Er hat den ersten Batteriespeicher der Gegend gebaut und "
        "berichtet darüber offen, auch über das, was nicht gelang.",
        "Petar Đorđević has planned the grids of Great Bend Municipal Power since 2011. An "
        "engineer from Novi Sad, he built the first battery storage of the region and speaks of "
        "it frankly, also of what did not work.",
    ),
    "olson": (
        "Hannah Olson forscht an der University of Minnesota darüber, wie Wälder in Städten mit "
        "Trockenheit zurechtkommen. Ein Jahr ihrer Promotion verbrachte sie in Freiburg. Für das "
        "Netzwerk wertet sie aus, was die Städte messen.",
        "Hannah Olson is a scientist at the University of Minnesota who studies how urban forests "
        "cope with drought. She spent a year of her doctoral studies in Freiburg. For the network "
        "she evaluates what the cities measure.",
    ),
    "vogelsang": (
        "Dr. Katrin Vogelsang ist seit 2020 Bürgermeisterin. Die Juristin war vorher Dezernentin "
        "für Bauen und Umwelt. Ihr Ziel ist es, Wald, Wärme und Wohnen gemeinsam zu planen; dazu "
        "hat sie 2023 ein eigenes Referat eingerichtet.",
        "Dr. Katrin Vogelsang has been mayor since 2020. A lawyer, she was in charge of building "
        "and the environment before. Her aim is to plan forest, heat and housing together; in "
        "2023 she set up a unit of its own for that.",
    ),
    "heide": (
        "Prof. Dr. Anna von der Heide leitet die Hochschule im Sauerland seit 2019. Die "
        "Verfahrenstechnikerin hat zwei Patente zur Wärmerückgewinnung aus Abwasser. Sie wirbt "
        "für einen gemeinsamen Studiengang mit Minnesota.",
        "Prof. Dr. Anna von der Heide has headed the Sauerland University of Applied Sciences "
        "since 2019. A process engineer, she holds two patents on recovering heat from waste "
        "water. She is working for a joint degree with Minnesota.",
    ),
    "ozdemir": (
        "Murat Özdemir führt die Waldstadtwerke seit 2017. Unter ihm ist das Heizkraftwerk auf "
        "Altholz umgestellt worden. Er ist in Iserlohn geboren und trainiert die "
        "Jugendmannschaft im Eishockey.",
        "Murat Özdemir has run the Forest City Utilities since 2017. He has converted the heat "
        "and power station to waste wood. He was born in Iserlohn and coaches the local ice "
        "hockey youth.",
    ),
}
ADDRESSES = {
    "vogelsang": "Schillerplatz 7\n58636 Iserlohn",
    "heide": "Am Waldcampus 3\n58644 Iserlohn",
    "ozdemir": "Kesselhausstraße 12\n58636 Iserlohn",
    "kroeger": "Handelshof 5\n58636 Iserlohn",
    "lukasik": "Tannenstieg 4\n58640 Iserlohn",
    "lindqvist": "100 River Bend Avenue\nElk River, MN 55330\nUSA",
    "osman": "100 River Bend Avenue\nElk River, MN 55330\nUSA",
    "olson": "25 Prairie Hall\nMinneapolis, MN 55455\nUSA",
}
