"""What can be refused, with the sentence to show and the status it carries."""

from __future__ import annotations

from collections.abc import Mapping


class DomainError(Exception):
    """Something was refused; the sentence says who can put it right and how."""

    status = 400
    code = "refused"
    headers: Mapping[str, str] = {}
    """What an answer over HTTP has to say besides, like how to sign in."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(DomainError):
    """There is nothing here that this person may know of."""

    status = 404
    code = "not_found"


class Forbidden(DomainError):
    """The person may see the thing but may not do this to it."""

    status = 403
    code = "forbidden"


class IllegalMove(DomainError):
    """The thing is not at a stage where this can happen."""

    status = 409
    code = "illegal_move"


class Gone(DomainError):
    """It was here once and cannot be used again."""

    status = 410
    code = "gone"


class TooLarge(DomainError):
    """More was sent than this court takes."""

    status = 413
    code = "too_large"


class Invalid(DomainError):
    """An answer has to be put right before it can be taken."""

    status = 422
    code = "invalid"

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class TooMany(DomainError):
    """Tried too often; it works again after a pause."""

    status = 429
    code = "too_many"

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """Something this needs does not answer just now; nothing was lost."""

    status = 503
    code = "unavailable"
