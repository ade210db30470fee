"""The people who work at the demo company; each logs in with the first name, which is the password too."""

from .tools import progress, ref, upsert

SALES = ["sales_team.group_sale_salesman_all_leads", "account.group_account_invoice", "stock.group_stock_user"]
ACCOUNTING = ["account.group_account_user", "sales_team.group_sale_salesman_all_leads"]

# login, name, function, phone extension, groups
USERS = [
    ("petra", "Petra Sommer", "Sachbearbeiterin Verkauf", "112", SALES),
    (
        "markus",
        "Markus Lindner",
        "Verkaufsleiter",
        "110",
        ["sales_team.group_sale_manager", "account.group_account_invoice", "stock.group_stock_user"],
    ),
    ("sabine", "Sabine Krüger", "Kreditmanagement", "131", ACCOUNTING),
    ("dieter", "Dieter Voss", "Mahnwesen", "132", ACCOUNTING),
    # The supplier side brings the buyer's own group; until then purchasing sees the stock it buys for.
    ("katrin", "Katrin Behrens", "Einkauf", "140", ["stock.group_stock_user"]),
    ("jan", "Jan Petersen", "Lager und Versand", "150", ["stock.group_stock_user"]),
]


def load(env, today):
    """Create the users and their sales team."""
    german_office = {"lang": "de_DE", "tz": "Europe/Berlin"}
    rows = []
    for login, name, function, extension, groups in USERS:
        values = {
            "login": login,
            "name": name,
            "email": f"{login}@nordwind-grosshandel.example",
            "function": function,
            "phone": f"+49 40 66969-{extension}",
            "notification_type": "inbox",
            "group_ids": [(6, 0, [env.ref(group).id for group in ["base.group_user", *groups]])],
            **german_office,
        }
        if not ref(env, f"user_{login}", raise_if_not_found=False):
            # Only at creation: a password changed meanwhile stays.
            values["password"] = login
        rows.append((f"user_{login}", values))
    users = upsert(env, "res.users", rows)
    env.ref("base.user_admin").write(german_office)
    team = env.ref("sales_team.team_sales_department", raise_if_not_found=False)
    if team:
        team.with_context(lang="de_DE").name = "Verkauf"
        team.user_id = ref(env, "user_markus")
        team.member_ids = ref(env, "user_petra") | ref(env, "user_markus")
    progress("users", len(users), len(USERS))
