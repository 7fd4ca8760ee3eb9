"""The search page. What is searched for travels in the body of a POST, never in an address."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.access.actor import today
from cases.access.freezing import require_thawed
from cases.access.guard import Request, requires
from cases.access.permissions import Permission
from cases.people import codes
from cases.people.queries import cases_of
from cases.search.forms import SearchForm
from cases.search.queries import MOST, find


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CASE_SEARCH)
def search(request: Request) -> HttpResponse:
    """Show the form, and below it the cases that come nearest to what was typed; a whole code leads to its case."""
    form, found = SearchForm(request.POST or None), None
    if form.is_valid():
        text = form.cleaned_data["text"]
        coded = cases_of(request.actor).filter(code=codes.normalise(text)).first()
        if coded is not None:
            return redirect(coded)
        require_thawed(request.actor)
        found = find(text, by=request.actor, on=today(request.actor))
    return render(request, "search/search.html", {"form": form, "found": found, "most": MOST})
