"""What a person types to open an account, to sign in and to prove who they are."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, Field, field_validator

from odr.accounts import tidy_email
from odr.words import _
from web.forms import Form, posted

M = TypeVar("M", bound=BaseModel)


class SignInInput(BaseModel):
    """Nothing is said about how the address is written: a wrong one is simply not known."""

    email: str = Field(title=_("your e-mail address"), max_length=320)
    password: str = Field(title=_("your password"), max_length=512)
    next: str = ""


class CodeInput(BaseModel):
    code: str = Field(title=_("the code"), max_length=40)
    next: str = ""


class EmailInput(BaseModel):
    email: str = Field(title=_("your e-mail address"), max_length=320)

    @field_validator("email")
    @classmethod
    def _tidy(cls, typed: str) -> str:
        return tidy_email(typed)


class NameInput(BaseModel):
    name: str = Field(title=_("your full name"), max_length=200)


class SignUpInput(EmailInput, NameInput):
    pass


class NewPasswordInput(BaseModel):
    token: str = Field(max_length=200)
    password: str = Field(title=_("a password"), max_length=512)


class LanguageInput(BaseModel):
    language: str = Field(title=_("a language"), max_length=16)


def posted_secret(model: type[M]) -> Callable[[Request], Coroutine[Any, Any, Form[M]]]:
    """Read a form that holds a password or a code: no page of refusal gives it back."""
    read = posted(model)

    async def read_secret(request: Request) -> Form[M]:
        try:
            return await read(request)
        finally:
            request.state.typed = {}

    return read_secret
