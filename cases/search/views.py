"""The search page. What is searched for travels in the body of a POST, never in an address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from cases.access.actor import today
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.search.forms import SearchForm
from cases.search.queries import MOST, find


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CASE_SEARCH)
def search(request: Request) -> HttpResponse:
    """Show the form, and below it the cases that come nearest to what was typed."""
    form = SearchForm(request.POST or None)
    found = find(form.cleaned_data["text"], by=request.actor, on=today(request.actor)) if form.is_valid() else None
    return render(request, "search/search.html", {"form": form, "found": found, "most": MOST})
