"""The assortment: goods with article numbers, prices, costs and stock, and a few services."""

from .tools import progress, ref, upsert

# category key: name, trades that buy from it
CATEGORIES = {
    "maschinen": ("Elektrowerkzeuge", ["holz", "bau", "industrie", "elektro", "shk", "kommune", "privat"]),
    "hand": ("Handwerkzeuge", ["holz", "bau", "industrie", "elektro", "shk", "kommune", "privat"]),
    "befestigung": ("Befestigungstechnik", ["holz", "bau", "industrie", "elektro", "shk"]),
    "sanitaer": ("Sanitär", ["shk", "kommune", "privat"]),
    "heizung": ("Heizung und Klima", ["shk", "kommune"]),
    "elektro": ("Elektroinstallation", ["elektro", "kommune", "industrie"]),
    "schutz": ("Arbeitsschutz", ["bau", "industrie", "holz", "elektro", "shk", "kommune"]),
    "chemie": ("Technische Chemie", ["bau", "industrie", "holz", "shk", "kommune"]),
    "brennstoff": ("Brennstoffe", ["privat", "kommune"]),
    "buch": ("Fachliteratur", ["elektro", "shk", "privat", "kommune"]),
    "dienst": ("Dienstleistungen", []),
}

# article number, name, category, list price, cost, stock today, usual quantities, unit
#   A stock of 0 to 3 is meant: these are the articles that customers are waiting for.
GOODS = [
    ("EW-1010", "Akku-Bohrschrauber 18 V, 2 × 4,0 Ah im Koffer", "maschinen", 219.00, 148.00, 34, (1, 4), "unit"),
    ("EW-1020", "Akku-Schlagschrauber 18 V, 400 Nm, ohne Akku", "maschinen", 189.00, 126.50, 18, (1, 3), "unit"),
    ("EW-1030", "Bohrhammer SDS-plus 800 W, 2,7 J", "maschinen", 164.90, 109.00, 22, (1, 3), "unit"),
    ("EW-1040", "Winkelschleifer 125 mm, 1.400 W", "maschinen", 98.50, 62.40, 41, (1, 5), "unit"),
    ("EW-1050", "Handkreissäge 190 mm, 1.600 W, mit Führungsschiene", "maschinen", 249.00, 171.00, 12, (1, 2), "unit"),
    ("EW-1060", "Nass-/Trockensauger 30 l, Klasse M", "maschinen", 389.00, 268.00, 9, (1, 2), "unit"),
    ("EW-1070", "Kernbohrmaschine 2.200 W mit Ständer", "maschinen", 1290.00, 910.00, 2, (1, 1), "unit"),
    ("EW-1080", "Akkupack 18 V, 5,0 Ah", "maschinen", 89.00, 54.00, 57, (1, 6), "unit"),
    ("HW-2010", "Ratschensatz 1/2 Zoll, 24-teilig", "hand", 89.90, 54.00, 26, (1, 3), "unit"),
    ("HW-2020", "Schraubendrehersatz VDE 1.000 V, 7-teilig", "hand", 42.50, 24.80, 48, (1, 8), "unit"),
    ("HW-2030", "Rohrzange 1 1/2 Zoll, schwedisches Modell", "hand", 36.80, 21.10, 31, (1, 4), "unit"),
    ("HW-2040", "Wasserpumpenzange 250 mm", "hand", 24.90, 13.90, 64, (2, 8), "unit"),
    ("HW-2050", "Schlosserhammer 500 g, Eschenstiel", "hand", 14.90, 7.60, 72, (2, 8), "unit"),
    ("HW-2060", "Wasserwaage 80 cm, Aluminium", "hand", 38.40, 22.00, 29, (1, 4), "unit"),
    ("HW-2070", "Stechbeitelsatz 6-teilig im Holzkasten", "hand", 74.00, 45.20, 11, (1, 2), "unit"),
    ("HW-2080", "Drehmomentschlüssel 20–200 Nm", "hand", 119.00, 74.50, 14, (1, 2), "unit"),
    ("HW-2090", "Werkstattwagen 7 Schubladen, 220-teilig", "hand", 849.00, 590.00, 3, (1, 1), "unit"),
    ("BF-3010", "Spanplattenschraube TX 5,0 × 60, Paket 200 Stück", "befestigung", 13.80, 7.10, 240, (5, 30), "unit"),
    ("BF-3020", "Spanplattenschraube TX 6,0 × 120, Paket 100 Stück", "befestigung", 19.60, 10.40, 180, (4, 20), "unit"),
    ("BF-3030", "Universaldübel 8 × 40, Paket 100 Stück", "befestigung", 7.90, 3.60, 310, (5, 40), "unit"),
    ("BF-3040", "Schwerlastanker M12 × 110, Paket 25 Stück", "befestigung", 46.50, 27.90, 65, (2, 10), "unit"),
    ("BF-3050", "Rohrschelle 3/4 Zoll mit Gummieinlage, Paket 50 Stück", "befestigung", 38.20, 22.00, 88, (2, 12), "unit"),
    ("BF-3060", "Montageschiene 38/40, 2 m", "befestigung", 17.40, 9.80, 120, (5, 25), "unit"),
    ("BF-3070", "Gewindestange M10 verzinkt, 1 m", "befestigung", 3.95, 1.85, 400, (10, 60), "unit"),
    ("SA-4010", "Waschtisch Keramik 60 cm, weiß", "sanitaer", 118.00, 71.00, 16, (1, 6), "unit"),
    ("SA-4020", "Wand-Tiefspül-WC spülrandlos mit Sitz", "sanitaer", 269.00, 172.00, 13, (1, 5), "unit"),
    ("SA-4030", "Einhebelmischer Waschtisch, verchromt", "sanitaer", 96.00, 58.30, 37, (1, 8), "unit"),
    ("SA-4040", "Thermostat-Brausebatterie Aufputz", "sanitaer", 159.00, 98.00, 21, (1, 4), "unit"),
    ("SA-4050", "Duschrinne Edelstahl 90 cm, komplett", "sanitaer", 214.00, 139.00, 8, (1, 3), "unit"),
    ("SA-4060", "Kupferrohr 15 × 1 mm, Stange 5 m", "sanitaer", 44.80, 31.50, 150, (4, 30), "unit"),
    ("SA-4070", "Mehrschichtverbundrohr 16 × 2, Meterware", "sanitaer", 2.35, 1.28, 1200, (50, 250), "meter"),
    ("SA-4080", "Pressfitting Bogen 90° 15 mm", "sanitaer", 4.60, 2.35, 420, (10, 60), "unit"),
    ("SA-4090", "Vorwandelement Wand-WC, Bauhöhe 112 cm", "sanitaer", 238.00, 158.00, 3, (1, 4), "unit"),
    ("HZ-5010", "Heizungsumwälzpumpe hocheffizient 25-60/180", "heizung", 312.00, 209.00, 17, (1, 3), "unit"),
    ("HZ-5020", "Plattenheizkörper Typ 22, 600 × 1.000 mm", "heizung", 268.00, 176.00, 24, (1, 8), "unit"),
    ("HZ-5030", "Thermostatkopf M30 × 1,5", "heizung", 18.90, 10.10, 160, (5, 30), "unit"),
    ("HZ-5040", "Ausdehnungsgefäß 35 l, 3 bar", "heizung", 72.00, 44.00, 19, (1, 4), "unit"),
    ("HZ-5050", "Warmwasserspeicher 300 l mit einem Wärmetauscher", "heizung", 1390.00, 985.00, 4, (1, 1), "unit"),
    ("HZ-5060", "Luft-Wasser-Wärmepumpe 8 kW, Monoblock", "heizung", 7480.00, 5610.00, 1, (1, 1), "unit"),
    ("HZ-5070", "Fußbodenheizungsrohr PE-RT 17 × 2, Rolle 600 m", "heizung", 498.00, 342.00, 11, (1, 4), "unit"),
    ("EL-6010", "Mantelleitung NYM-J 3 × 1,5, Ring 100 m", "elektro", 68.00, 47.50, 96, (2, 15), "unit"),
    ("EL-6020", "Mantelleitung NYM-J 5 × 2,5, Ring 50 m", "elektro", 92.00, 66.00, 44, (1, 8), "unit"),
    ("EL-6030", "Leitungsschutzschalter B16, 1-polig", "elektro", 3.90, 1.95, 520, (10, 60), "unit"),
    ("EL-6040", "FI-Schutzschalter 40 A, 30 mA, 4-polig", "elektro", 46.00, 28.40, 73, (2, 12), "unit"),
    ("EL-6050", "Kleinverteiler Unterputz, 3-reihig, 36 TE", "elektro", 84.00, 53.00, 18, (1, 5), "unit"),
    ("EL-6060", "Steckdose Unterputz, reinweiß", "elektro", 4.85, 2.40, 600, (20, 100), "unit"),
    ("EL-6070", "LED-Feuchtraumleuchte 1.500 mm, 50 W", "elektro", 49.90, 29.80, 52, (4, 20), "unit"),
    ("EL-6080", "Wallbox 11 kW mit Ladekabel 7,5 m", "elektro", 649.00, 452.00, 2, (1, 2), "unit"),
    ("AS-7010", "Sicherheitsschuh S3, halbhoch", "schutz", 79.90, 47.00, 38, (1, 8), "unit"),
    ("AS-7020", "Montagehandschuh Größe 9, Paket 12 Paar", "schutz", 28.80, 15.60, 110, (1, 10), "unit"),
    ("AS-7030", "Gehörschutzkapsel 32 dB", "schutz", 21.50, 11.90, 46, (1, 6), "unit"),
    ("AS-7040", "Atemschutzmaske FFP3 mit Ventil, Paket 10 Stück", "schutz", 32.00, 17.50, 85, (1, 10), "unit"),
    ("AS-7050", "Absturzsicherungsset mit Rucksack", "schutz", 189.00, 124.00, 6, (1, 4), "unit"),
    ("CH-8010", "Sanitärsilikon weiß, Kartusche 310 ml", "chemie", 6.40, 3.05, 300, (6, 48), "unit"),
    ("CH-8020", "Montageschaum B2, Dose 750 ml", "chemie", 7.20, 3.60, 260, (6, 36), "unit"),
    ("CH-8030", "Multifunktionsspray 400 ml", "chemie", 5.90, 2.70, 220, (6, 24), "unit"),
    ("BR-9010", "Holzpellets ENplus A1, Sack 15 kg", "brennstoff", 6.90, 4.85, 700, (20, 70), "unit"),
    ("BR-9020", "Kaminholz Buche, kammergetrocknet, Kiste 1,8 RM", "brennstoff", 239.00, 178.00, 14, (1, 3), "unit"),
    ("FL-9510", "Fachbuch Trinkwasserinstallation nach DIN 1988", "buch", 54.21, 38.00, 12, (1, 3), "unit"),
    ("FL-9520", "Tabellenbuch Elektrotechnik", "buch", 32.62, 22.40, 15, (1, 12), "unit"),
]

# article number, name, list price, cost, unit, invoiced on
SERVICES = [
    ("DL-0010", "Montagestunde Fachmonteur", 68.00, 41.00, "hour", "delivery"),
    ("DL-0020", "Werkstattstunde Reparatur", 59.00, 36.00, "hour", "delivery"),
    ("DL-0030", "Frachtpauschale Stückgut", 18.50, 12.00, "unit", "order"),
    ("DL-0040", "Geräteeinweisung vor Ort", 145.00, 80.00, "unit", "order"),
]

SHORT_ARTICLES = [row[0] for row in GOODS if row[5] <= 3]
REDUCED_TAX = {"brennstoff", "buch"}
UNITS = {"unit": "uom.product_uom_unit", "meter": "uom.product_uom_meter", "hour": "uom.product_uom_hour"}

SUPPLIERS = [
    ("70001", "Rheinwerk Elektrowerkzeuge AG", "Werkzeugallee 1", "40547", "Düsseldorf", "rheinwerk", ["maschinen"]),
    (
        "70002",
        "Bergische Werkzeugfabrik GmbH",
        "Hammerstraße 60",
        "42855",
        "Remscheid",
        "bergische-werkzeugfabrik",
        ["hand", "befestigung", "schutz", "chemie"],
    ),
    (
        "70003",
        "Sauerland Sanitär GmbH & Co. KG",
        "Armaturenweg 15",
        "58706",
        "Menden",
        "sauerland-sanitaer",
        ["sanitaer", "heizung"],
    ),
    ("70004", "Franken Elektromaterial GmbH", "Lichtstraße 8", "90431", "Nürnberg", "franken-elektro", ["elektro"]),
    (
        "70005",
        "Holzenergie Lausitz GmbH",
        "Am Sägewerk 3",
        "03130",
        "Spremberg",
        "holzenergie-lausitz",
        ["brennstoff", "buch"],
    ),
]


def supplier_of(category):
    """Return the number of the supplier who delivers a category."""
    return next(row[0] for row in SUPPLIERS if category in row[6])


def load(env, today):
    """Create suppliers, categories and products."""
    upsert(env, "res.partner", [_supplier_row(env, *row) for row in SUPPLIERS])
    upsert(
        env,
        "product.category",
        [(f"category_{key}", {"name": name}) for key, (name, _trades) in CATEGORIES.items()],
    )
    company = env.ref("base.main_company")
    chart = env["account.chart.template"].with_company(company)
    full, reduced = chart.ref("tax_ust_19_skr03"), chart.ref("tax_ust_7_skr03")
    input_full, input_reduced = chart.ref("tax_vst_19_skr03"), chart.ref("tax_vst_7_skr03")
    rows = []
    for index, (code, name, category, price, cost, _stock, _usual, unit) in enumerate(GOODS, start=1):
        is_reduced = category in REDUCED_TAX
        values = {
            "default_code": code,
            "name": name,
            "categ_id": ref(env, f"category_{category}").id,
            "type": "consu",
            "is_storable": True,
            "list_price": price,
            "standard_price": cost,
            "uom_id": env.ref(UNITS[unit]).id,
            "invoice_policy": "delivery",
            "barcode": _barcode(index),
            "taxes_id": [(6, 0, (reduced if is_reduced else full).ids)],
            "supplier_taxes_id": [(6, 0, (input_reduced if is_reduced else input_full).ids)],
            "seller_ids": [
                (5, 0, 0),
                (0, 0, {"partner_id": ref(env, f"supplier_{supplier_of(category)}").id, "price": cost, "delay": 4}),
            ],
        }
        if is_reduced:
            # The chart's default revenue account is the one for 19 %.
            values["property_account_income_id"] = chart.ref("account_8300").id
            values["property_account_expense_id"] = chart.ref("account_3300").id
        rows.append((f"product_{code}", values))
    for code, name, price, cost, unit, policy in SERVICES:
        rows.append(
            (
                f"product_{code}",
                {
                    "default_code": code,
                    "name": name,
                    "categ_id": ref(env, "category_dienst").id,
                    "type": "service",
                    "list_price": price,
                    "standard_price": cost,
                    "uom_id": env.ref(UNITS[unit]).id,
                    "invoice_policy": policy,
                    "taxes_id": [(6, 0, full.ids)],
                    "supplier_taxes_id": [(6, 0, input_full.ids)],
                    "purchase_ok": False,
                },
            )
        )
    products = upsert(env, "product.product", rows)
    progress("products", len(products), len(rows))


def _supplier_row(env, number, name, street, zip_code, city, domain, _categories):
    return (
        f"supplier_{number}",
        {
            "ref": number,
            "name": name,
            "is_company": True,
            "street": street,
            "zip": zip_code,
            "city": city,
            "country_id": env.ref("base.de").id,
            "email": f"vertrieb@{domain}.example",
            "lang": "de_DE",
            "supplier_rank": 1,
        },
    )


def _barcode(index):
    """Return an EAN-13 of the range that every shop may use for itself."""
    digits = f"2000508{index:05}"
    weighted = sum(int(digit) * (3 if position % 2 else 1) for position, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"
