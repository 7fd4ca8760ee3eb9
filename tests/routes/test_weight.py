"""Full pages of routes stay light for a bad line, in the language that takes the most bytes."""

import pytest
from django.urls import reverse

from cases.applications.catalogue import procedures
from cases.applications.queries import PAGE
from cases.routes import referral_actions
from cases.routes.gathering import MOST, checklist
from tests import factories
from tests.applications import desk
from tests.factories import TODAY
from tests.people.between import agreed_case

pytestmark = pytest.mark.django_db
PAGE_BYTES = 60_000


def test_full_pages_stay_light() -> None:
    team = factories.group()
    by = team.coordinator
    referral = referral_actions.begin(procedure=procedures()["fr_visa_asylum"], by=by.actor)
    for number in range(max(MOST, PAGE + 1)):
        case = agreed_case(by, alias=f"Серебристый Журавль {number}")
        desk.opened(case, "fr_visa_asylum", "draft", "2026-11-01", by=by)
        if number < MOST:
            item = referral_actions.add(referral=referral, case=case, by=by.actor, on=TODAY)
            have = [point.id for point in checklist()[:3]]
            referral_actions.gather(item=item, have=have, note="Перевод у переводчика, будет в пятницу.", by=by.actor)
    client = by.client()
    client.post("/language/", {"language": "ru", "next": "/"})
    pages = (
        "/programmes/",
        "/programmes/fr_visa_asylum/",
        "/programmes/fr_visa_asylum/next/",
        reverse("routes:referral", args=[referral.pk]),
        reverse("routes:paper", args=[referral.pk]),
        reverse("routes:board", args=[case.code]),
        reverse("routes:way", args=[case.code, "fr_asylum_pact"]),
        reverse("routes:way", args=[case.code, "fr_visa_asylum"]),
    )
    weights = {path: len(client.get(path).content) for path in pages}
    assert {path: weight for path, weight in weights.items() if weight > PAGE_BYTES} == {}
