"""Logs in at the practice town, as one of its persons."""
from blackbox.visitor import Page, Visitor, path_of


def log_in(site, town, person, means="digid", back="/mijn"):
    """A visitor who is logged in as the person whose choice on the practice page holds this text."""
    visitor = Visitor(site.port)
    sent = visitor.get(f"/inloggen/{means}?terug={back}")
    assert sent.status == 303, (sent.status, sent.text[:500])
    # The page of the town is a link for each person: the name stands after its address.
    choices = Visitor(town.port).get(path_of(sent.location)).text.split('<a class="choice" href="')[1:]
    chosen = next(choice for choice in choices if person in choice)
    target = chosen[:chosen.index('"')].replace("&amp;", "&")
    answer = Visitor(town.port).get(target)
    back_at_site = visitor.get(path_of(answer.location))
    assert back_at_site.status == 303, (back_at_site.status, Page(back_at_site.text).sentence)
    return visitor
