"""Says whether the sender of a message is real, as our own mail server found (RFC 8601). No query, no clock."""

import re

from outbox.incoming import Post


def is_vouched_for(post: Post, authserv: str) -> bool:
    """Tell whether the mail server says in so many words that the sender is real: by DMARC, else by SPF or DKIM.

    Nobody is when we ask no server. A domain that states nothing is not believed, nor SPF or DKIM that does not name
    the domain it is about.
    """
    verdicts = (verdicts_of(post, authserv, unnamed_counts=False) if authserv else None) or {}
    if verdicts.get("dmarc") in {"pass", "fail"}:
        return verdicts["dmarc"] == "pass"
    return "pass" in {verdicts.get("spf"), verdicts.get("dkim")}


def are_related(one: str, other: str) -> bool:
    """Tell whether two domains are the same, or one lies below the other; not below a whole `nl`."""
    is_below = one.endswith(f".{other}") or other.endswith(f".{one}")
    return one == other or (is_below and min(one.count("."), other.count(".")) > 0)


def verdicts_of(post: Post, authserv: str, *, unnamed_counts: bool) -> dict[str, str] | None:
    """Return what a server found per method, from its Authentication-Results; None when it wrote none.

    Of several results the uppermost counts: that is the server's own, what stands below may have come along. SPF or
    DKIM of another domain than that of the sender counts as failed; `unnamed_counts`: not when it names no domain.

    Source: RFC 8601, and RFC 7489 section 3.1 on whose domain counts.
    """
    verdicts: dict[str, str] = {}
    domain = post.van.rpartition("@")[2]
    is_known = False
    for value in post.message.get_all("Authentication-Results", []):
        name, *results = without_comments(" ".join(str(value)[:4000].split())).split(";")
        if name.lower().split()[:1] != [authserv]:
            continue
        is_known = True
        for result in results:
            found = re.match(r"\s*(dmarc|spf|dkim)\s*=\s*([a-z]+)", result, re.IGNORECASE)
            if found:
                method, verdict = found[1].lower(), found[2].lower()
                named = domains_in(result)
                # DMARC is about the sender by itself.
                is_own = all(are_related(other, domain) for other in named)
                counts = is_own and (bool(named) or unnamed_counts or method == "dmarc")
                verdicts.setdefault(method, "fail" if verdict == "pass" and not counts else verdict)
    return verdicts if is_known else None


def domains_in(result: str) -> list[str]:
    """Return the domains that a result of SPF or DKIM is about.

    Of a message without an envelope sender, as reports are, SPF looks at who says hello (RFC 7208 section 2.4); of
    others it does not, and then that name is only what somebody says.
    """
    for names in (r"header\.d|header\.i|smtp\.mailfrom", r"smtp\.helo"):
        values = re.findall(rf"(?:{names})\s*=\s*\"?([^\s;\"<>]+)", result, re.IGNORECASE)
        if values:
            return [value.rpartition("@")[2].lower().rstrip(".") for value in values]
    return []


def without_comments(text: str) -> str:
    """Return a header without what stands between brackets, which may look like a result; those may be nested."""
    shorter = re.sub(r"\([^()]*\)", " ", text)
    while shorter != text:
        text, shorter = shorter, re.sub(r"\([^()]*\)", " ", shorter)
    return text.partition("(")[0]
