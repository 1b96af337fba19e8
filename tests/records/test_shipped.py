"""The bindings that are shipped for known shapes of files, on made rows."""

import datetime
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crmrules import Binding, policies, policy
from crmrules.cli.main import main
from crmrules.errors import BindingError
from crmrules.kinds.base import Policy
from crmrules.records.shipped import shipped_bindings, shipped_for, shipped_text

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = datetime.date(2026, 11, 1)
ROWS: Mapping[str, Mapping[str, str]] = {
    "salesforce-lead": {
        "Id": "00Q5g00000AbCdE",
        "LastName": "Lanternby",
        "Company": "Cotton Cloud Hardware",
        "LeadSource": "Web",
        "Status": "Open - Not Contacted",
        "Rating": "Hot",
        "LastActivityDate": "2026-10-05",
    },
    "salesforce-contact": {
        "Id": "0035g00000AbCdE",
        "AccountId": "0015g00000AbCdE",
        "LastName": "Buttonwick",
        "Email": "b@example.org",
        "LastActivityDate": "2026-10-05",
        "ReportsToId": "",
    },
    "salesforce-account": {
        "Id": "0015g00000AbCdE",
        "Name": "Plover Thimbleton",
        "Type": "Customer - Direct",
        "Industry": "Retail",
        "AnnualRevenue": "1200000",
        "LastActivityDate": "",
    },
    "salesforce-opportunity": {
        "Id": "0065g00000AbCdE",
        "AccountId": "0015g00000AbCdE",
        "Name": "Lamps",
        "StageName": "Perception Analysis",
        "Amount": "5400",
        "CloseDate": "2026-12-31",
        "LastActivityDate": "2026-10-05",
    },
    "hubspot-contacts": {
        "Record ID": "151",
        "Email": "c@example.org",
        "Lifecycle Stage": "Customer",
        "Buying Role": "Champion;Budget Holder",
        "Became a Customer Date": "2024-03-01 09:30",
        "Last Contacted": "2026-10-05 17:45",
        "Total Revenue": "1,234.50",
    },
    "hubspot-companies": {
        "Record ID": "77",
        "Company name": "Clocktower Freight",
        "Lifecycle Stage": "Customer",
        "Became a Customer Date": "2024-03-01",
        "Last Contacted": "",
        "Total Revenue": "1234.5",
    },
    "odoo-crm": {
        "Opportunity": "Lamps",
        "Salesperson": "Mitchell",
        "Expected Revenue": "5400.0",
        "Stage": "Qualified",
    },
    "telco-churn": {
        "customerID": "5575-G",
        "tenure": "34",
        "MonthlyCharges": "56.95",
        "TotalCharges": "1889.50",
        "Churn": "No",
    },
}
CALLED = {"last_call": datetime.date(2026, 10, 5)}
FACTS: Mapping[str, Mapping[str, Any]] = {
    "salesforce-lead": {"need": True, **CALLED},
    "salesforce-contact": CALLED,
    "salesforce-account": {"last_call": None},
    "salesforce-opportunity": {"need": True, "authority": True, **CALLED},
    "hubspot-contacts": {
        "authority": True,
        "money": True,
        "profit": 1234.5,
        "customer_since": datetime.date(2024, 3, 1),
        **CALLED,
    },
    "hubspot-companies": {"profit": 1234.5, "customer_since": datetime.date(2024, 3, 1), "last_call": None},
    "odoo-crm": {"need": True},
    "telco-churn": {"tenure_months": 34, "bill": 56.95},
}


SHOPIFY = """\
Name,Email,Financial Status,Created at,Total,Refunded Amount,Lineitem quantity,Lineitem name
#1003,a@example.org,paid,2026-10-01 23:30:00 -0400,35.50,0.00,1,Lamp
#1003,a@example.org,,2026-10-01 23:30:00 -0400,,,2,Bulb
#1002,b@example.org,partially_refunded,2026-09-01 10:00:00 -0400,100.00,40.00,1,Desk
#1001,a@example.org,pending,2026-08-01 10:00:00 -0400,10.00,0.00,1,Lamp
"""
WOOCOMMERCE = """\
order_id,order_number,date,status,order_total,refunded_total,billing_email
13,13,2026-10-02 23:30:00,completed,35.50,,a@example.org
12,12,2026-09-01 10:00:00,processing,100,40,b@example.org
11,11,2026-08-01 10:00:00,cancelled,10,0,a@example.org
"""


def shapes() -> list[str]:
    return [name for name, each in shipped_bindings().items() if not Binding.shipped(name).history and each.header]


def test_every_shape_has_rows_here() -> None:
    assert shapes() == sorted(ROWS) == sorted(FACTS)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_row_of_each_shape_becomes_facts(name: str) -> None:
    assert name == getattr(shipped_for([*ROWS[name], "Description"]), "name", None)
    bind, found = Binding.shipped(name), dict[str, Any]()
    for id_ in policies():
        each = policy(id_, Policy)
        if {fact.name for fact in each.definition.said_facts} & {*bind.facts}:
            found |= {fact: value for fact, value in _facts(each, ROWS[name], bind).items() if fact in bind.facts}
    wanted = FACTS[name]
    assert wanted == {fact: found[fact] for fact in wanted}
    assert {*bind.facts} == {*found}


def _facts(each: Policy[Any], row: Mapping[str, str], bind: Binding) -> Mapping[str, Any]:
    from crmrules.records.cells import read_cell
    from crmrules.records.door import Door

    values, _ = Door(each.definition, bind, read_cell).read(row)
    return values


@pytest.mark.parametrize("name", shipped_bindings())
def test_what_a_shipped_binding_binds_is_a_fact_of_a_shipped_policy(name: str) -> None:
    bind = Binding.shipped(name)
    known = {fact.name for id_ in policies() for fact in policy(id_, Policy).definition.facts.declared}
    own = {*bind.columns} if bind.history else set[str]()  # what its `is` reckon from
    if "orders" not in name:
        assert {*bind.facts} <= known | own
    assert {*bind.assume} <= known


@pytest.mark.parametrize(("name", "content"), [("shopify-orders", SHOPIFY), ("woocommerce-orders", WOOCOMMERCE)])
def test_the_orders_of_a_shop_become_facts_of_its_customers(name: str, content: str, tmp_path: Path) -> None:
    """Orders that were not paid are none, items are no orders, and the day is that of the zone."""
    path = tmp_path / "orders.csv"
    path.write_text(content, "utf-8")
    assert name == getattr(shipped_for(content.splitlines()[0].split(",")), "name", None)
    found = Binding.shipped(name).facts_by_customer(path, DAY)
    last = datetime.date(2026, 10, 2)
    assert {"profit": 35.5, "orders": 1, "last_order": last, "days_since_order": 30, "customer_since": last} == {
        fact: value for fact, value in found["a@example.org"].items() if fact != "revenue"
    }
    assert 60 == found["b@example.org"]["profit"] == found["b@example.org"]["revenue"]
    assert "key" == policy("tiers").cut([dict(each) for each in found.values()]).decide(found["b@example.org"]).outcome
    assert 0 == main(["apply", "tiers", str(path), "--bind", name, "--as-of", str(DAY)])


def test_the_telecom_sample_has_one_binding() -> None:
    there = tomllib.loads((EXAMPLES / "telco.bind.toml").read_text("utf-8"))
    assert {"several": True, **there} == tomllib.loads(shipped_text("telco-churn"))


def test_the_longest_header_that_fits_is_told() -> None:
    both = {**ROWS["hubspot-contacts"], **ROWS["hubspot-companies"]}
    assert "hubspot-contacts" == getattr(shipped_for(both), "name", None)
    assert shipped_for(["customer_id", "name"]) is None


def test_a_binding_that_is_not_shipped_is_told() -> None:
    with pytest.raises(BindingError, match='called "odoo"; did you mean `odoo-crm`'):
        Binding.shipped("odoo")
    with pytest.raises(BindingError, match="no shipped binding is called 7; "):
        Binding.shipped(7)  # type: ignore[arg-type]
