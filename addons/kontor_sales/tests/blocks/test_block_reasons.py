from dataclasses import replace

from lxml import etree
from odoo.tests import tagged

from ...tools.declarations import BlockReason, DeclarationError
from ..common import OrderCase

GOOD = BlockReason(
    "weather", "Bad weather", rights=("base.group_user", "base.group_system"), effects={"order": "warn", "delivery": "block"}
)


@tagged("post_install", "-at_install")
class TestBlockReasons(OrderCase):
    """A reason is declared once; what its author forgot is told when the registry is loaded."""

    def setUp(self):
        super().setUp()
        self.declared = self.env["kontor.block.rule"]._reasons()

    def _declare(self, *reasons):
        rules = self.env["kontor.block.rule"]
        declared = self.declared
        self.patch(self.env.registry["kontor.block.rule"], "_reasons", lambda _self: [*declared, *reasons])
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)
        return rules

    def test_002_13_table_names_filters_and_rights_follow_from_the_declaration(self):
        rules = self._declare(GOOD)
        rules._register_hook()
        rules._ensure_rules()
        rows = rules.search([("reason_code", "=", "weather"), ("company_id", "=", self.company.id)])
        self.assertEqual({row.operation: row.effect for row in rows}, GOOD.effects)
        self.assertEqual(rules._get_effect(self.company, {"code": "weather"}, "delivery"), "block")
        self.assertEqual(rules._get_effect(self.company, {"code": "weather"}, "quotation"), "none")
        self.assertIn(("weather", "Bad weather"), rules._selection_reason_code())
        arch = etree.fromstring(self.env["kontor.blocked.document"].get_view(view_type="search")["arch"])
        self.assertEqual(arch.xpath("//filter[@name='weather']/@domain"), ["[('reason_codes', 'like', ',weather,')]"])
        self.assertEqual(arch.xpath("//filter[@name='weather']/@string"), ["Bad weather"])
        self.assertEqual(
            rules._make_reason("weather", "It rains.", 5.0),
            {"code": "weather", "text": "It rains.", "amount": 5.0, "group": "base.group_user"},
        )
        self.assertEqual(rules._make_reason("weather", "", group="base.group_system")["group"], "base.group_system")

    def test_002_13_what_was_forgotten_is_an_error_when_the_registry_is_loaded(self):
        mistakes = {
            "no effect for “order”": {"effects": {"order": None}},
            "no effect for “order”: 'stop' is none of none, warn, block": {"effects": {"order": "stop"}},
            "no effect for any operation": {"effects": {}},
            "there is no operation “parade”": {"effects": {"parade": "warn"}},
            "no name": {"name": ""},
            "no rights": {"rights": ()},
            "the rights are not a tuple": {"rights": "base.group_user"},
            "no manager": {"manager": ""},
            "it is fixed, so that it has no effects": {"fixed": True},
        }
        for message, change in mistakes.items():
            with self.subTest(message):
                rules = self._declare(replace(GOOD, **change))
                with self.assertRaisesRegex(DeclarationError, f"“weather”: {message}"):
                    rules._register_hook()
        rules = self._declare(GOOD, replace(GOOD, name="Storm"))
        with self.assertRaisesRegex(DeclarationError, "“weather” is declared twice"):
            rules._register_hook()

    def test_002_13_a_right_that_does_not_exist_is_told_in_the_log(self):
        rules = self._declare(replace(GOOD, rights=("kontor_sales.group_weather",)))
        with self.assertLogs("odoo.addons.kontor_sales.models.blocks.block_rule", "ERROR") as log:
            rules._register_hook()
        self.assertIn("“weather” names the right “kontor_sales.group_weather”", log.output[0])

    def test_002_13_a_reason_that_nobody_declared_judges_nothing(self):
        rules = self.env["kontor.block.rule"]
        for judge in (
            lambda: rules._make_reason("weather", "It rains."),
            lambda: rules._get_effect(self.company, {"code": "weather"}, "order"),
            lambda: rules._get_effect(self.company, {"code": "weather", "effect": "block"}, "order"),
        ):
            with self.assertRaisesRegex(DeclarationError, "“weather” isn't declared"):
                judge()

    def test_002_13_a_reason_says_what_its_declaration_allows(self):
        rules = self._declare(GOOD, replace(GOOD, code="strike", effects={}, fixed=True, on_change=True))
        with self.assertRaisesRegex(DeclarationError, "isn't released with “base.group_portal”"):
            rules._make_reason("weather", "", group="base.group_portal")
        with self.assertRaisesRegex(DeclarationError, "says its effect itself"):
            rules._make_reason("weather", "", effect="block")
        with self.assertRaisesRegex(DeclarationError, "says its effect itself"):
            rules._make_reason("strike", "")
        self.assertTrue(rules._make_reason("strike", "", effect="block")["on_change"])

    def test_002_13_who_sets_a_reason_may_write_the_table(self):
        """Whose right sets what a reason does needs a line in an access file, too."""
        rules = self.env["kontor.block.rule"]
        for reason in rules._reasons():
            if reason.effects:
                with self.subTest(reason=reason.code):
                    group = self.env.ref(reason.manager)
                    access = self.env["ir.model.access"].search(
                        [("model_id.model", "=", rules._name), ("perm_write", "=", True), ("group_id", "!=", False)]
                    )
                    self.assertTrue(group.all_implied_ids & access.group_id)
