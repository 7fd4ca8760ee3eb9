"""In a real browser: our own forms work, other sites' do not, and nothing is loaded, said or run beside the pages."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from cases.access import freezing
from cases.access.models import User
from cases.people.models import Case
from tests import factories
from tests.factories import Group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FORGED = {
    "/team/freeze/": "",
    "/account/sessions/end/": "",
    "/cases/new/": '<input name="category" value="deserter"><input name="country" value="KZ">',
    "/language/": '<input name="language" value="fr">',
    "/logout/": "",
}
KINDS = ("document", "stylesheet", "image", "font", "other")  # the last is the icon; scripts have kinds of their own
PAGES = ("/", "/cases/", "/risk/", "/applications/", "/deadlines/", "/dashboard/", "/search/", "/team/", "/account/")


@pytest.fixture
def group(live_server: LiveServer) -> Group:
    return factories.group()


@pytest.fixture
def context(browser: Browser, live_server: LiveServer, group: Group) -> Iterator[BrowserContext]:
    """The coordinator's browser, in which scripts run: those of other sites do."""
    made = browser.new_context(base_url=live_server.url, locale="en-GB")
    cookie = group.coordinator.client().cookies[settings.SESSION_COOKIE_NAME].value
    made.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    yield made
    made.close()


class _Elsewhere(BaseHTTPRequestHandler):
    """Another site: any path of it sends a form to the same path of ours."""

    def __init__(self, ours: str, *connection: object) -> None:
        self.ours = ours
        super().__init__(*connection)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        fields = FORGED.get(self.path, "")
        body = f'<form method="post" action="{self.ours}{self.path}">{fields}<button>Win a prize</button></form>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(live_server: LiveServer) -> Iterator[int]:
    """The port of the other site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Elsewhere, live_server.url))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_form_of_another_site_is_refused_with_our_cookies_and_without(
    context: BrowserContext, group: Group, elsewhere: int, host: str
) -> None:
    """To the browser one of the two hosts is our own site at another port, to which it gives our cookies."""
    page = context.new_page()
    for path in FORGED:
        page.goto(f"http://{host}:{elsewhere}{path}")
        with page.expect_navigation() as answer:
            page.get_by_role("button", name="Win a prize").click()
        assert answer.value.status == 403, path
    page.goto("/account/")
    assert page.url.endswith("/account/")
    assert not freezing.is_frozen(group.team)
    assert not Case.objects.exists()
    assert User.objects.get(pk=group.coordinator.user.pk).language == "en"


def test_our_own_form_works(context: BrowserContext, group: Group) -> None:
    page = context.new_page()
    page.goto("/team/freeze/")
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url("**/login/**")
    assert freezing.is_frozen(group.team)


def test_nothing_is_loaded_said_or_run_beside_the_page(
    context: BrowserContext, group: Group, live_server: LiveServer
) -> None:
    case = factories.case(group.coordinator, alias="Lark")
    page = context.new_page()
    said: list[str] = []
    _listen(page, said, live_server.url)
    for path in (*PAGES, case.get_absolute_url(), f"{case.get_absolute_url()}risk/", f"{case.get_absolute_url()}stay/"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert said == []


def _listen(page: Page, said: list[str], ours: str) -> None:
    """Write down what the console says, what fails, and what is asked of anybody else or is a script."""

    def console(message: ConsoleMessage) -> None:
        said.append(message.text)

    def failed(request: Request) -> None:
        said.append(f"{request.url} failed")

    def asked(request: Request) -> None:
        if not request.url.startswith(ours) or request.resource_type not in KINDS:
            said.append(f"{request.resource_type} {request.url}")

    page.on("console", console)
    page.on("requestfailed", failed)
    page.on("request", asked)
