"""Rules of badges: what a QR code on them says."""

import base64
import hashlib
import hmac

LENGTH = 12  # of five bits each


def badge_code(key, visit, event, person_id):
    """Return the code on somebody's badge: it says nothing to whoever has not the office's key.

    The same badge printed again has the same code, that of another visit has another one; nothing
    is stored, since to print must not change anything.
    """
    subject = f"visit {visit.id}" if visit else f"event {event.id}"
    message = f"badge of person {person_id} for {subject}"
    digest = hmac.digest(key.encode(), message.encode(), hashlib.sha256)
    return base64.b32encode(digest).decode()[:LENGTH]
