"""The start page, and the pages about help, accessibility, privacy and how to reach the court."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from cases.deadlines import clock_for
from cases.fees import fee
from cases.packs import Pack, load_pack
from cases.sums import FILING
from odr.money import Money
from web.deps import ClockDep, SettingsDep
from web.guards import anyone
from web.render import render

router = APIRouter(dependencies=[Depends(anyone)])


@router.get("/", name="public.start")
def start(request: Request, settings: SettingsDep, clock: ClockDep) -> Response:
    """Say what this is, what it costs, how long it takes, and offer the four ways in."""
    pack = load_pack(settings.pack)
    day = pack.days.day_of(clock.now())
    limit = pack.limit.on(day).max
    return render(
        request,
        "public/start.html",
        pack=pack,
        limit=limit,
        least=fee(pack, FILING, base=Money(1, pack.currency), on=day).value,
        most=fee(pack, FILING, base=limit, on=day).value,
        answer_time=_answer_time(pack),
    )


def _answer_time(pack: Pack) -> str:
    period = clock_for(pack, pack.response.deadline).period
    return period.words() if period is not None else ""


@router.get("/help", name="public.help")
def read_help(request: Request) -> Response:
    return render(request, "public/help.html")


@router.get("/accessibility", name="public.accessibility")
def accessibility(request: Request) -> Response:
    return render(request, "public/accessibility.html")


@router.get("/privacy", name="public.privacy")
def privacy(request: Request) -> Response:
    return render(request, "public/privacy.html")


@router.get("/contact", name="public.contact")
def contact(request: Request) -> Response:
    return render(request, "public/contact.html")
