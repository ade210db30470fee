"""The customers: trade, industry, public bodies and private people, each with a number, terms and contacts.

Long because it is a table: one row with a dozen columns for each of the customers.
"""

from .tools import progress, ref, upsert

# What a customer buys follows from the trade (see products.py and plan.py).
# number, name, trade, street, zip, city, country, phone, mail domain, VAT id, term, flags
#   flags: G wholesale price list · N cash on delivery · I prospect (never ordered)
COMPANIES = [
    (
        "10001",
        "Hansen Sanitär- und Heizungsbau GmbH",
        "shk",
        "Wendenstraße 118",
        "20537",
        "Hamburg",
        "de",
        "+49 40 66969-201",
        "hansen-shk",
        "DE984639468",
        "term_skonto",
        "G",
    ),
    (
        "10002",
        "Elektro Brinkmann GmbH & Co. KG",
        "elektro",
        "Osterrade 14",
        "21031",
        "Hamburg",
        "de",
        "+49 40 66969-214",
        "elektro-brinkmann",
        "DE850496328",
        "term_30",
        "G",
    ),
    (
        "10003",
        "Tischlerei Carstens",
        "holz",
        "Dorfstraße 27",
        "21698",
        "Harsefeld",
        "de",
        "+49 4164 5550-13",
        "tischlerei-carstens",
        "DE981628134",
        "term_14",
        "",
    ),
    (
        "10004",
        "Bauunternehmung Ludwig Thormann GmbH",
        "bau",
        "Industriestraße 9",
        "21493",
        "Schwarzenbek",
        "de",
        "+49 4151 5550-40",
        "thormann-bau",
        "DE876940198",
        "term_30",
        "G",
    ),
    (
        "10005",
        "Stadtwerke Elbmarsch AöR",
        "kommune",
        "Rathausplatz 3",
        "25436",
        "Uetersen",
        "de",
        "+49 4122 5550-0",
        "stadtwerke-elbmarsch",
        "DE942048326",
        "term_30",
        "",
    ),
    (
        "10006",
        "Wohnungsbaugenossenschaft Alstertal eG",
        "kommune",
        "Saseler Chaussee 88",
        "22391",
        "Hamburg",
        "de",
        "+49 40 66969-260",
        "wbg-alstertal",
        "DE926490535",
        "term_30",
        "",
    ),
    (
        "10007",
        "Metallbau Oltmanns GmbH",
        "industrie",
        "Am Hafen 41",
        "26871",
        "Papenburg",
        "de",
        "+49 4961 5550-21",
        "metallbau-oltmanns",
        "DE987569693",
        "term_skonto",
        "G",
    ),
    (
        "10008",
        "Dachdeckerei Frank Wiechers e. K.",
        "bau",
        "Lange Reihe 5",
        "27432",
        "Bremervörde",
        "de",
        "+49 4761 5550-7",
        "dach-wiechers",
        "DE907094764",
        "term_14",
        "N",
    ),
    (
        "10009",
        "Heizung Sanitär Petersen KG",
        "shk",
        "Flensburger Straße 62",
        "24837",
        "Schleswig",
        "de",
        "+49 4621 5550-33",
        "petersen-shk",
        "DE859747731",
        "term_30",
        "",
    ),
    (
        "10010",
        "Kälte- und Klimatechnik Reimers GmbH",
        "shk",
        "Gewerbepark 12",
        "23611",
        "Bad Schwartau",
        "de",
        "+49 451 5550-180",
        "klima-reimers",
        "DE897603439",
        "term_14",
        "",
    ),
    (
        "10011",
        "Maler Sievers & Söhne GbR",
        "bau",
        "Mühlenweg 19",
        "22880",
        "Wedel",
        "de",
        "+49 4103 5550-61",
        "maler-sievers",
        "",
        "term_14",
        "",
    ),
    (
        "10012",
        "Autohaus Nordmark GmbH",
        "industrie",
        "Bundesstraße 76",
        "24768",
        "Rendsburg",
        "de",
        "+49 4331 5550-90",
        "autohaus-nordmark",
        "DE846127325",
        "term_30",
        "",
    ),
    (
        "10013",
        "Schlosserei Günther Kock",
        "industrie",
        "Am Bahndamm 2",
        "25524",
        "Itzehoe",
        "de",
        "+49 4821 5550-16",
        "schlosserei-kock",
        "DE897388226",
        "term_0",
        "N",
    ),
    (
        "10014",
        "Elektrotechnik Yıldız GmbH",
        "elektro",
        "Billstraße 204",
        "20539",
        "Hamburg",
        "de",
        "+49 40 66969-318",
        "yildiz-elektro",
        "DE948199479",
        "term_skonto",
        "",
    ),
    (
        "10015",
        "Solarhaus Lüneburg GmbH",
        "elektro",
        "Zeppelinstraße 33",
        "21337",
        "Lüneburg",
        "de",
        "+49 4131 5550-74",
        "solarhaus-lueneburg",
        "DE919846146",
        "term_30",
        "G",
    ),
    (
        "10016",
        "Zimmerei Holzwerk Heide GmbH",
        "holz",
        "Sägemühlenweg 8",
        "29614",
        "Soltau",
        "de",
        "+49 5191 5550-25",
        "holzwerk-heide",
        "DE899895962",
        "term_14",
        "",
    ),
    (
        "10017",
        "Gemeinde Neuwiek – Bauhof",
        "kommune",
        "Am Bauhof 1",
        "21763",
        "Neuenkirchen",
        "de",
        "+49 4751 5550-11",
        "neuwiek",
        "",
        "term_30",
        "",
    ),
    (
        "10018",
        "Hausmeisterservice Ahrens UG (haftungsbeschränkt)",
        "kommune",
        "Fuhlsbüttler Straße 401",
        "22309",
        "Hamburg",
        "de",
        "+49 40 66969-340",
        "hausmeister-ahrens",
        "DE846119317",
        "term_0",
        "N",
    ),
    (
        "10019",
        "Werft Deichhafen GmbH",
        "industrie",
        "Werftstraße 20",
        "26721",
        "Emden",
        "de",
        "+49 4921 5550-300",
        "werft-deichhafen",
        "DE919219588",
        "term_30",
        "G",
    ),
    (
        "10020",
        "Bäderstudio Marquardt GmbH",
        "shk",
        "Königstraße 44",
        "23552",
        "Lübeck",
        "de",
        "+49 451 5550-212",
        "baederstudio-marquardt",
        "DE914376114",
        "term_skonto",
        "",
    ),
    (
        "10021",
        "Landtechnik Böttcher GmbH",
        "industrie",
        "Hauptstraße 101",
        "19258",
        "Boizenburg",
        "de",
        "+49 38847 5550-4",
        "landtechnik-boettcher",
        "DE817670753",
        "term_30",
        "",
    ),
    (
        "10022",
        "Trockenbau Nowak GmbH",
        "bau",
        "Rostocker Straße 17",
        "18190",
        "Sanitz",
        "de",
        "+49 38209 5550-8",
        "trockenbau-nowak",
        "DE877656115",
        "term_14",
        "",
    ),
    (
        "10023",
        "Hotel Strandperle Betriebs-GmbH",
        "kommune",
        "Promenade 6",
        "23669",
        "Timmendorfer Strand",
        "de",
        "+49 4503 5550-0",
        "hotel-strandperle",
        "DE833752415",
        "term_14",
        "",
    ),
    (
        "10024",
        "Berufliche Schule Technik Hamburg-Ost",
        "kommune",
        "Habermannstraße 15",
        "21031",
        "Hamburg",
        "de",
        "+49 40 66969-377",
        "bs-technik-ost",
        "",
        "term_30",
        "",
    ),
    (
        "10025",
        "Fenster & Türen Kruse GmbH",
        "holz",
        "Gewerbering 22",
        "22926",
        "Ahrensburg",
        "de",
        "+49 4102 5550-48",
        "fenster-kruse",
        "DE877965188",
        "term_skonto",
        "",
    ),
    (
        "10026",
        "Garten- und Landschaftsbau Ohlsen",
        "bau",
        "Baumschulenweg 3",
        "25421",
        "Pinneberg",
        "de",
        "+49 4101 5550-29",
        "galabau-ohlsen",
        "DE848215676",
        "term_14",
        "",
    ),
    (
        "10027",
        "Rohrleitungsbau Weserland AG",
        "shk",
        "Hafenrandstraße 55",
        "28237",
        "Bremen",
        "de",
        "+49 421 5550-410",
        "rohrbau-weserland",
        "DE992013536",
        "term_30",
        "G",
    ),
    (
        "10028",
        "Elektro Kessler Inh. Tobias Kessler",
        "elektro",
        "Marktstraße 12",
        "31582",
        "Nienburg",
        "de",
        "+49 5021 5550-5",
        "elektro-kessler",
        "DE962876330",
        "term_0",
        "N",
    ),
    (
        "10029",
        "Facility Management Hanse GmbH",
        "kommune",
        "Spaldingstraße 160",
        "20097",
        "Hamburg",
        "de",
        "+49 40 66969-420",
        "fm-hanse",
        "DE940379703",
        "term_30",
        "G",
    ),
    (
        "10030",
        "Schreinerei Moosburger OHG",
        "holz",
        "Isarstraße 7",
        "85368",
        "Moosburg",
        "de",
        "+49 8761 5550-31",
        "schreinerei-moosburger",
        "DE834730151",
        "term_14",
        "",
    ),
    # Abroad
    (
        "10031",
        "Alpenbad Installationen GmbH",
        "shk",
        "Innrain 92",
        "6020",
        "Innsbruck",
        "at",
        "+43 512 5550-17",
        "alpenbad",
        "ATU30350410",
        "term_30",
        "",
    ),
    (
        "10032",
        "Wiener Werkzeughaus Leitner GmbH",
        "industrie",
        "Simmeringer Hauptstraße 210",
        "1110",
        "Wien",
        "at",
        "+43 1 5550-640",
        "werkzeughaus-leitner",
        "ATU38336715",
        "term_skonto",
        "G",
    ),
    (
        "10033",
        "Zürcher Haustechnik AG",
        "shk",
        "Hohlstrasse 550",
        "8048",
        "Zürich",
        "ch",
        "+41 44 555 01 20",
        "zuercher-haustechnik",
        "CHE-357.044.953 MWST",
        "term_30",
        "",
    ),
    (
        "10034",
        "Van der Meer Installatietechniek B.V.",
        "elektro",
        "Havenweg 18",
        "9723 TK",
        "Groningen",
        "nl",
        "+31 50 555 0140",
        "vandermeer-installatie",
        "NL630430548B01",
        "term_14",
        "",
    ),
    # Prospects: asked, compared, not yet bought
    (
        "10035",
        "Bootsbau Schlei GmbH",
        "holz",
        "Hafenkante 11",
        "24376",
        "Kappeln",
        "de",
        "+49 4642 5550-66",
        "bootsbau-schlei",
        "DE843048258",
        "term_14",
        "I",
    ),
    (
        "10036",
        "Windpark Service Nord GmbH",
        "industrie",
        "Offshorekai 4",
        "27472",
        "Cuxhaven",
        "de",
        "+49 4721 5550-200",
        "windpark-service-nord",
        "DE949062183",
        "term_30",
        "I",
    ),
    (
        "10037",
        "Seniorenresidenz Elbblick gGmbH",
        "kommune",
        "Elbchaussee 377",
        "22609",
        "Hamburg",
        "de",
        "+49 40 66969-455",
        "residenz-elbblick",
        "",
        "term_30",
        "I",
    ),
    (
        "10038",
        "Photovoltaik Kröger GmbH",
        "elektro",
        "Sonnenallee 9",
        "21614",
        "Buxtehude",
        "de",
        "+49 4161 5550-38",
        "pv-kroeger",
        "DE815638013",
        "term_14",
        "I",
    ),
]

# number, name, street, zip, city, phone, mailbox, flags
PRIVATE_PEOPLE = [
    ("20001", "Annegret Lohmann", "Eichenallee 14", "21465", "Reinbek", "+49 40 66969-501", "a.lohmann", ""),
    ("20002", "Jürgen Pohl", "Am Sportplatz 3", "21380", "Artlenburg", "+49 4139 5550-2", "juergen.pohl", "N"),
    ("20003", "Fatma Demir", "Veringstraße 77", "21107", "Hamburg", "+49 40 66969-502", "fatma.demir", ""),
    ("20004", "Dr. Wolfgang Ehlers", "Uferweg 21", "23627", "Groß Grönau", "+49 4509 5550-9", "dr.ehlers", ""),
    ("20005", "Svenja Clausen", "Kirchenstieg 8", "25761", "Büsum", "+49 4834 5550-6", "svenja.clausen", "N"),
    (
        "20006",
        "Manfred Ostermann",
        "Heideweg 50",
        "21244",
        "Buchholz in der Nordheide",
        "+49 4181 5550-3",
        "m.ostermann",
        "",
    ),
    ("20007", "Katharina Vogel", "Bergstraße 31", "34117", "Kassel", "+49 561 5550-4", "k.vogel", "N"),
    ("20008", "Piotr Zielinski", "Steindamm 96", "20099", "Hamburg", "+49 40 66969-503", "p.zielinski", ""),
    ("20009", "Renate Aßmann", "Lindenstraße 2", "29525", "Uelzen", "+49 581 5550-8", "renate.assmann", "I"),
]

# customer, name, function, mailbox
CONTACTS = [
    ("10001", "Uwe Hansen", "Geschäftsführer", "u.hansen"),
    ("10001", "Birgit Maaß", "Einkauf", "einkauf"),
    ("10002", "Stefan Brinkmann", "Geschäftsführer", "s.brinkmann"),
    ("10002", "Heike Rohde", "Buchhaltung", "buchhaltung"),
    ("10003", "Jens Carstens", "Inhaber", "j.carstens"),
    ("10004", "Ludwig Thormann", "Geschäftsführer", "l.thormann"),
    ("10004", "Sandra Kühl", "Bauleitung", "s.kuehl"),
    ("10005", "Ingo Matthiesen", "Leiter Netzbetrieb", "i.matthiesen"),
    ("10005", "Claudia Jessen", "Vergabestelle", "vergabe"),
    ("10006", "Rolf Heitmann", "Technischer Leiter", "r.heitmann"),
    ("10007", "Enno Oltmanns", "Geschäftsführer", "e.oltmanns"),
    ("10007", "Tanja Freese", "Einkauf", "t.freese"),
    ("10008", "Frank Wiechers", "Inhaber", "f.wiechers"),
    ("10009", "Karen Petersen", "Büroleitung", "k.petersen"),
    ("10010", "Holger Reimers", "Geschäftsführer", "h.reimers"),
    ("10012", "Sven Lorenzen", "Werkstattleiter", "s.lorenzen"),
    ("10014", "Emre Yıldız", "Geschäftsführer", "e.yildiz"),
    ("10014", "Julia Peters", "Projektleitung", "j.peters"),
    ("10015", "Mareike Wulf", "Einkauf", "m.wulf"),
    ("10016", "Torben Heins", "Zimmermeister", "t.heins"),
    ("10017", "Gerd Steffens", "Bauhofleiter", "bauhof"),
    ("10019", "Onno Dirks", "Leiter Materialwirtschaft", "o.dirks"),
    ("10019", "Wiebke Janssen", "Kreditorenbuchhaltung", "rechnung"),
    ("10020", "Nina Marquardt", "Geschäftsführerin", "n.marquardt"),
    ("10023", "Oliver Grothe", "Haustechnik", "haustechnik"),
    ("10024", "Sabine Wendt", "Werkstattkoordination", "s.wendt"),
    ("10025", "Michael Kruse", "Geschäftsführer", "m.kruse"),
    ("10027", "Dirk Meinken", "Einkaufsleiter", "d.meinken"),
    ("10027", "Anke Bruns", "Rechnungsprüfung", "a.bruns"),
    ("10029", "Thomas Eggers", "Objektleiter", "t.eggers"),
    ("10031", "Lukas Gruber", "Einkauf", "l.gruber"),
    ("10032", "Magdalena Leitner", "Geschäftsführerin", "m.leitner"),
    ("10033", "Reto Ammann", "Leiter Beschaffung", "r.ammann"),
    ("10034", "Joost van der Meer", "Directeur", "joost"),
    ("10036", "Henrike Thiel", "Technischer Einkauf", "h.thiel"),
    ("10038", "Arne Kröger", "Geschäftsführer", "a.kroeger"),
]

# customer, name, street, zip, city
DELIVERY_ADDRESSES = [
    ("10001", "Hansen SHK, Lager Rothenburgsort", "Ausschläger Allee 191", "20539", "Hamburg"),
    ("10004", "Thormann, Bauhof", "Lauenburger Straße 70", "21493", "Schwarzenbek"),
    ("10005", "Stadtwerke Elbmarsch, Betriebshof", "Am Wasserwerk 12", "25436", "Uetersen"),
    ("10019", "Werft Deichhafen, Magazin Tor 3", "Werftstraße 24", "26721", "Emden"),
    ("10026", "Ohlsen GaLaBau, Pflanzenhof", "Rellinger Weg 40", "25421", "Pinneberg"),
]


def trade_of(number):
    """Return the trade of a customer number; private people have one of their own."""
    for company in COMPANIES:
        if company[0] == number:
            return company[2]
    return "privat"


def numbers(prospects=False):
    """Return the customer numbers, of the customers or of the prospects."""
    rows = [(row[0], row[-1]) for row in COMPANIES + PRIVATE_PEOPLE]
    return [number for number, flags in rows if ("I" in flags) == prospects]


def load(env, today):
    """Create price lists, customers, their contacts and delivery addresses."""
    _price_lists(env)
    upsert(
        env,
        "res.partner.category",
        [
            (f"trade_{code}", {"name": name, "color": color})
            for color, (code, name) in enumerate(
                [
                    ("shk", "Sanitär Heizung Klima"),
                    ("elektro", "Elektrohandwerk"),
                    ("holz", "Holzhandwerk"),
                    ("bau", "Bau"),
                    ("industrie", "Industrie und Metall"),
                    ("kommune", "Kommune und Objekte"),
                    ("privat", "Privatkunde"),
                ],
                start=1,
            )
        ],
    )
    companies = upsert(env, "res.partner", [_company_row(env, *row) for row in COMPANIES])
    people = upsert(env, "res.partner", [_person_row(env, *row) for row in PRIVATE_PEOPLE])
    _children(env)
    total = len(COMPANIES) + len(PRIVATE_PEOPLE)
    progress("customers", len(companies | people), total)


def _price_lists(env):
    upsert(
        env,
        "product.pricelist",
        [
            ("pricelist_standard", {"name": "Standard", "sequence": 1}),
            (
                "pricelist_wholesale",
                {
                    "name": "Großkunde −5 %",
                    "sequence": 2,
                    "item_ids": [
                        (5, 0, 0),
                        (0, 0, {"applied_on": "3_global", "compute_price": "percentage", "percent_price": 5}),
                    ],
                },
            ),
        ],
    )


def _common(env, number, street, zip_code, city, country, phone, trade, term, flags):
    seller = ref(env, "user_markus" if "G" in flags or country != "de" else "user_petra")
    pricelist = ref(env, "pricelist_wholesale" if "G" in flags else "pricelist_standard")
    return {
        "ref": number,
        "street": street,
        "zip": zip_code,
        "city": city,
        "country_id": env.ref(f"base.{country}").id,
        "phone": phone,
        "lang": "de_DE",
        "user_id": seller.id,
        "category_id": [(6, 0, ref(env, f"trade_{trade}").ids)],
        "property_payment_term_id": ref(env, term).id,
        "specific_property_product_pricelist": pricelist.id,
        "cash_on_delivery": "N" in flags,
        "customer_rank": 1,
    }


def _company_row(env, number, name, trade, street, zip_code, city, country, phone, domain, vat, term, flags):
    values = {
        **_common(env, number, street, zip_code, city, country, phone, trade, term, flags),
        "name": name,
        "is_company": True,
        "vat": vat or False,
        "email": f"info@{domain}.example",
        "website": f"https://www.{domain}.example",
    }
    if country == "ch":
        # Odoo finds the tax rules of the EU by itself; an export has to be said.
        values["property_account_position_id"] = _export_position(env).id
    return (f"customer_{number}", values)


def _export_position(env):
    chart = env["account.chart.template"].with_company(env.ref("base.main_company"))
    return chart.ref("fiscal_position_non_eu_partner_skr03")


def _person_row(env, number, name, street, zip_code, city, phone, mailbox, flags):
    values = {
        **_common(env, number, street, zip_code, city, "de", phone, "privat", "term_0", flags),
        "name": name,
        "is_company": False,
        "email": f"{mailbox}@privatpost.example",
    }
    return (f"customer_{number}", values)


def _children(env):
    domains = {row[0]: row[8] for row in COMPANIES}
    rows = [
        (
            f"contact_{index:02}",
            {
                "parent_id": ref(env, f"customer_{number}").id,
                "type": "contact",
                "name": name,
                "function": function,
                "email": f"{mailbox}@{domains[number]}.example",
                "lang": "de_DE",
            },
        )
        for index, (number, name, function, mailbox) in enumerate(CONTACTS, start=1)
    ]
    rows += [
        (
            f"delivery_{number}",
            {
                "parent_id": ref(env, f"customer_{number}").id,
                "type": "delivery",
                "name": name,
                "street": street,
                "zip": zip_code,
                "city": city,
                "country_id": env.ref("base.de").id,
                "lang": "de_DE",
            },
        )
        for number, name, street, zip_code, city in DELIVERY_ADDRESSES
    ]
    upsert(env, "res.partner", rows)
    _mark_contacts(env)


def _mark_contacts(env):
    """Mark the contact with whom each customer is dealt with: who buys there, else the first one."""
    marked = {}
    for index, (number, _name, function, _mailbox) in enumerate(CONTACTS, start=1):
        if number not in marked or function.startswith("Einkauf"):
            marked[number] = ref(env, f"contact_{index:02}")
    for number, contact in marked.items():
        ref(env, f"customer_{number}").default_contact_id = contact
