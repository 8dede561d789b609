"""Fills in and sends a form for which nobody logs in, by what its pages ask."""
from blackbox.visitor import Page, path_of

PRODUCT = "melding-openbare-ruimte"
MOST_STEPS = 30


def answers_to(form, chosen, contact):
    """Values for the fields of one question: what was chosen for a field, or something sensible."""
    out = {}
    for kind, name, value, _ in form.fields:
        if kind in ("radio", "checkbox"):
            # The last option: the way of a report in one's own words, which needs no register.
            out[name] = chosen.get(name, value)
        elif name.startswith("contact-"):
            out[name] = contact.get(name, "")
        elif kind in ("text", "textarea"):
            out[name] = chosen.get(name, "Bij de vijver in het park, naast de bank")
        elif kind == "hidden":
            out[name] = value
    return out


def begin(visitor, product=PRODUCT):
    """Begins a form; the path of its first question."""
    begun = visitor.post(f"/producten/{product}/aanvragen")
    assert begun.status == 303, (begun.status, begun.text[:500])
    return path_of(begun.location)


def prepare(visitor, product=PRODUCT, chosen=None, contact=None):
    """Answers all questions; the path of the form, ready to be sent."""
    at = begin(visitor, product)
    for _ in range(MOST_STEPS):
        if at.endswith("/controle"):
            return at.removesuffix("/controle")
        form = Page(visitor.get(at).text).form_to(at)
        fields = answers_to(form, chosen or {}, contact or {})
        answered = visitor.post_files(at, fields.items(), []) if form.multipart else visitor.post(at, fields)
        assert answered.status == 303, (at, answered.status, Page(answered.text).sentence[:500])
        at = path_of(answered.location)
    raise AssertionError(f"after {MOST_STEPS} questions the form is not at its end: {at}")


def send(visitor, draft):
    """Sends a prepared form; the answer as it came."""
    return visitor.post(f"{draft}/verzenden")


def number_on(receipt):
    """The number of the case on a receipt."""
    text = receipt.split("sas-reference__value", 1)[1]
    return text[text.index(">") + 1:text.index("<")].strip()
