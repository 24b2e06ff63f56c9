"""Passkeys as browsers speak of them: what they are asked, and whether their answer is right."""

import json
from collections.abc import Iterable
from typing import NamedTuple

import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from webauthn.helpers import base64url_to_bytes, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from planner.languages import Message
from planner.models import Passkey, User
from planner.rules import RuleBroken
from planner.rules.second_factors import Challenge, RelyingParty

REFUSED = Message("The passkey was not accepted. Please try once more.")
WRONG_ANSWERS = (WebAuthnException, UnsupportedAlgorithm, ValueError, LookupError, TypeError)
PREFERRED, REQUIRED = UserVerificationRequirement.PREFERRED, UserVerificationRequirement.REQUIRED
MILLISECONDS = 120_000  # in which somebody finds a key in a bag


class NewKey(NamedTuple):
    """What is kept of a new passkey."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def questions_for_new_key(
    user: User, handle: bytes, known: Iterable[bytes], party: RelyingParty, challenge: Challenge
) -> str:
    """Return what the browser asks a device for a new passkey, as JSON; not one that is known."""
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name="planner",
        user_name=user.email,
        user_id=handle,
        user_display_name=user.name,
        challenge=challenge.value,
        timeout=MILLISECONDS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=PREFERRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return webauthn.options_to_json(options)


def questions_for_sign_in(
    party: RelyingParty, challenge: Challenge, known: Iterable[bytes] = ()
) -> str:
    """Return what the browser asks a device that has a passkey, as JSON.

    After the password any of the `known` will do; alone, a passkey has to know its user by a PIN,
    a finger or a face.
    """
    allowed = [PublicKeyCredentialDescriptor(id=one) for one in known]
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge.value,
        timeout=MILLISECONDS,
        allow_credentials=allowed,
        user_verification=PREFERRED if allowed else REQUIRED,
    )
    return webauthn.options_to_json(options)


def signed_challenge(answer: str) -> bytes:
    """Return the bytes that an answer says it has signed. Raises RuleBroken if it says none."""
    try:
        told = base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"])
        return parse_client_data_json(told).challenge
    except (*WRONG_ANSWERS, AttributeError, RecursionError) as wrong:
        raise RuleBroken(REFUSED) from wrong


def new_key(answer: str, party: RelyingParty, challenge: Challenge) -> NewKey:
    """Return the new passkey of an answer. Raises RuleBroken if it is none."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge.value,
            expected_rp_id=party.id,
            expected_origin=party.origin,
        )
    except WRONG_ANSWERS as wrong:
        raise RuleBroken(REFUSED) from wrong
    return NewKey(made.credential_id, made.credential_public_key, made.sign_count)


def credential_id_of(answer: str) -> bytes:
    """Return which passkey an answer names. Raises RuleBroken if it names none."""
    try:
        return base64url_to_bytes(json.loads(answer)["id"])
    except (*WRONG_ANSWERS, AttributeError, RecursionError) as wrong:
        raise RuleBroken(REFUSED) from wrong


def sign_count_of(
    answer: str, passkey: Passkey, party: RelyingParty, challenge: Challenge, *, alone: bool
) -> int:
    """Return how often a passkey has signed, which proves it is the one that is stored.

    `alone` is without a password: then it has to know its user. Raises RuleBroken if it is wrong.
    """
    try:
        proved = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge.value,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=alone,
        )
    except WRONG_ANSWERS as wrong:
        raise RuleBroken(REFUSED) from wrong
    return proved.new_sign_count
