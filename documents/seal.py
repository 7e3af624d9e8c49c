"""The court's seal on a paper: anyone can check who sealed it and that not a byte has changed."""

from __future__ import annotations

import hashlib
import io
import logging
from datetime import datetime
from typing import Any

from asn1crypto import cms  # type: ignore[import-untyped] # ships no types
from asn1crypto import x509 as asn1_x509
from asn1crypto.algos import SignedDigestAlgorithm  # type: ignore[import-untyped] # the same
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.keys import SEAL_NAME, CourtKeys
from documents.sealing import SealReport

FIELD = "CourtSeal"
logging.getLogger("pyhanko.sign.validation").setLevel(logging.CRITICAL)  # the report says it
ROOM = 8192  # hexadecimal digits kept free for the signature; the same for every paper


def seal(
    pdf: bytes, keys: CourtKeys, *, at: datetime, reason: str = "", location: str = ""
) -> bytes:
    """Return the paper with the court's PAdES seal, which allows no later change.

    The same paper, keys and time give the same bytes.
    """
    terms = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        reason=reason or None,
        location=location or None,
        name=SEAL_NAME,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    sealed = io.BytesIO()
    _TimedSigner(terms, keys, at).sign_pdf(
        _RepeatableWriter(io.BytesIO(pdf)), output=sealed, bytes_reserved=ROOM
    )
    return sealed.getvalue()


def check_seal(pdf: bytes, keys: CourtKeys) -> SealReport:
    """Report on the seal of any file, without ever failing on a broken or foreign one.

    The certificate is judged at the time of sealing, so a paper stays good after it has run out.
    """
    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    except Exception:  # noqa: BLE001 - a broken file can fail the reader in any way
        return SealReport(sealed=False)
    if not found:
        return SealReport(sealed=False)
    try:
        return _report(found[0], pdf, keys)
    except Exception:  # noqa: BLE001 - the same; what cannot be checked is not intact
        return SealReport(sealed=True)


class _SealSigner(signers.Signer):
    """Signs with the seal key; the same message always gives the same signature."""

    def __init__(self, keys: CourtKeys) -> None:
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call] # library without types
        chain.register(_plain(keys.authority))
        super().__init__(
            signing_cert=_plain(keys.certificate),
            cert_registry=chain,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )
        self._key = keys.seal_key

    async def async_sign_prescribed_attributes(
        self, digest_algorithm: str, signed_attrs: cms.CMSAttributes, *given: Any, **named: Any
    ) -> cms.ContentInfo:
        """Sign what was written once: the library would spell it out anew at every look."""
        written = cms.CMSAttributes.load(signed_attrs.dump())
        return await super().async_sign_prescribed_attributes(
            digest_algorithm, written, *given, **named
        )

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        return self._key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


class _TimedSigner(signers.PdfSigner):
    """Seals at the time of the court's clock, where the library would ask the machine."""

    def __init__(self, terms: signers.PdfSignatureMetadata, keys: CourtKeys, at: datetime) -> None:
        super().__init__(
            terms,
            signer=_SealSigner(keys),
            new_field_spec=fields.SigFieldSpec(FIELD, box=None),
        )
        self._at = at

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


class _RepeatableWriter(IncrementalPdfFileWriter):
    """Adds the seal to a paper and nothing that differs from one run to the next.

    The second half of the file id comes from the paper instead of from chance, and title, dates
    and conformance marks stay as the paper has them.
    """

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        prev.stream.seek(0)
        mark = hashlib.sha256(prev.stream.read()).digest()[:16]
        later = generic.ByteStringObject(mark)
        first = prev.trailer["/ID"][0] if "/ID" in prev.trailer else later
        return generic.ArrayObject([first, later])

    def _update_meta(self) -> None:
        return None


def _plain(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _wrapped_as_made(found: EmbeddedPdfSignature, pdf: bytes, keys: CourtKeys) -> bool:
    """Tell whether the container of our own seal is, letter for letter, as the court makes it.

    A signature does not cover its own container: the certificates beside it and the unused room
    behind it could be changed without breaking it. So the container is built again from the
    signature and compared. Of a foreign container only the signature counts.
    """
    ours = _plain(keys.certificate)
    if found.signer_cert.dump() != ours.dump():
        return True
    again = _SealSigner(keys)._package_signature(
        digest_algorithm="sha256",
        cms_version="v1",
        signed_attrs=found.signer_info["signed_attrs"].untag(),
        signature=found.signer_info["signature"].native,
        unsigned_attrs=None,
        encap_content_info=None,
    )
    _start, before, after, _rest = (int(place) for place in found.byte_range)
    expected: bytes = again.dump().hex().upper().encode()
    return pdf[before:after] == b"<" + expected.ljust(ROOM, b"0") + b">"


def _report(found: EmbeddedPdfSignature, pdf: bytes, keys: CourtKeys) -> SealReport:
    signed_at = found.self_reported_timestamp
    status = validate_pdf_signature(
        found,
        ValidationContext(
            trust_roots=[_plain(keys.authority)], moment=signed_at, allow_fetching=False
        ),
    )
    signer = status.signing_cert.subject.native.get("common_name", "")
    return SealReport(
        sealed=True,
        intact=bool(
            status.intact
            and status.valid
            and status.docmdp_ok
            and _wrapped_as_made(found, pdf, keys)
        ),
        trusted=bool(status.trusted),
        covers_whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        signer=str(signer),
        signed_at=signed_at,
    )
