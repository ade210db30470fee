"""Makes the pictures of the README and the handbook from the demo company.

    ./kontor run                                                  in one terminal
    ./kontor shell python docs/screenshots.py [NAME …]            in another: all pictures, or those named

Needs Chromium and Playwright, which ``./kontor test`` installs. The addresses come from the demo company's own keys, so that
a picture shows the same customer every time; options: --url (default http://127.0.0.1:8069), --database (default kontor),
--browser (default /usr/bin/chromium).
"""

import argparse
import pathlib
import sys

import psycopg2
from playwright.sync_api import sync_playwright

IMAGES = pathlib.Path(__file__).resolve().parent / "images"
DESKTOP, PHONE = (1360, 860), (400, 860)
HEADER = ".o_kontor_header_line"
FORM = ".o_form_view"


def customer(number):
    """Return the query for the id of a customer."""
    return f"SELECT id FROM res_partner WHERE ref = '{number}' AND parent_id IS NULL"


def order(status, number):
    """Return the query for the id of a customer's latest order in a status."""
    return (
        "SELECT o.id FROM sale_order o JOIN res_partner p ON p.id = o.partner_id"
        f" WHERE o.lifecycle_status = '{status}' AND p.ref = '{number}' ORDER BY o.id DESC LIMIT 1"
    )


#: name: (login, path with {} for the id, query for the id, size, what must be there, what to do before)
PICTURES = {
    "auftraege": ("petra", "/odoo/action-kontor_sales.action_order", None, DESKTOP, ".o_data_row", None),
    "auftrag": ("petra", "/odoo/action-kontor_sales.action_order/{}", order("delivery", "10001"), DESKTOP, HEADER, None),
    "statusdialog": (
        "petra", "/odoo/action-kontor_sales.action_order/{}", order("delivery", "10001"), DESKTOP, HEADER, "status"),
    "kundenkopf": ("markus", "/odoo/customers/{}", customer("10001"), DESKTOP, HEADER, "header"),
    "kundenkopf_limits": ("sabine", "/odoo/customers/{}", customer("10007"), DESKTOP, HEADER, "header"),
    "kundenkopf_handy": ("petra", "/odoo/customers/{}", customer("10001"), PHONE, HEADER, "unfold"),
    "notizen": ("petra", "/odoo/customers/{}", customer("10001"), DESKTOP, HEADER, "notes"),
    "schnelloeffnen": ("petra", "/odoo/customers/{}", customer("10001"), DESKTOP, HEADER, "palette"),
    "tastenkuerzel": ("petra", "/odoo/customers/{}", customer("10001"), DESKTOP, HEADER, "sheet"),
}  # fmt: skip


def status(page):
    """Open the status dialog."""
    page.keyboard.press("Control+s")
    page.wait_for_selector(".o_order_status_options")


def unfold(page):
    """Unfold the header on the phone."""
    page.click(".o_kontor_fold")
    page.wait_for_selector(".o_kontor_header_body")


def notes(page):
    """Open the notes."""
    page.click("[data-code=notes]")
    page.wait_for_selector(".o_list_view .o_data_row")


def palette(page):
    """Type a number into the palette."""
    page.keyboard.press("Control+k")
    page.fill(".o_command_palette_search input", "F202600012")
    page.wait_for_selector(".o_command")


def sheet(page):
    """Open the sheet of shortcuts."""
    page.keyboard.press("Alt+Shift+h")
    page.wait_for_selector(".o_kontor_hotkeys")


ACTIONS = {"status": status, "unfold": unfold, "notes": notes, "palette": palette, "sheet": sheet}


def ids(database, names):
    """Return the id that each picture shows."""
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cursor:
        found = {}
        for name in names:
            query = PICTURES[name][2]
            if query:
                cursor.execute(query)
                row = cursor.fetchone()
                if not row:
                    sys.exit(f"screenshots: The demo company has nothing for {name}. Is {database} its database?")
                found[name] = row[0]
        return found


def take(browser, url, name, record):
    """Take one picture as the user it is about."""
    login, path, _query, (width, height), wanted, action = PICTURES[name]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="de-DE", timezone_id="Europe/Berlin", has_touch=width < 500
    )
    page = context.new_page()
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", login)
    page.click("button[type=submit]")
    page.wait_for_url("**/odoo**")
    page.goto(url + path.format(record))
    page.wait_for_selector(wanted, timeout=60_000)
    if action in ACTIONS:
        ACTIONS[action](page)
    page.wait_for_timeout(1500)  # until pictures are loaded and what fades in is there
    options = {"clip": {"x": 0, "y": 0, "width": width, "height": 420}} if action == "header" else {}
    page.screenshot(path=IMAGES / f"{name}.png", **options)
    context.close()


def main():
    """Take the pictures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PICTURES)}")
    parser.add_argument("--url", default="http://127.0.0.1:8069")
    parser.add_argument("--database", default="kontor")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    names = options.names or list(PICTURES)
    unknown = [name for name in names if name not in PICTURES]
    if unknown:
        parser.error(f"there is no picture {unknown[0]}; there are {', '.join(PICTURES)}")
    records = ids(options.database, names)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.browser, args=["--no-sandbox"])
        for name in names:
            take(browser, options.url, name, records.get(name))
            print(f"docs/images/{name}.png", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
