"""The places of one reeks told a second time, as plainly as can be: lists, loops and no database.

The tests play the same story to this model and to the portal and compare what both say (test_places_model.py). So it
loads nothing of registrations: it counts by itself, and knows the free days by heart.
"""

from tests.registrations.model_places import DAY, SEATED, Person, Places, Refused, Seat, Sessie


class Model(Places):
    """What everybody can do."""

    # --- What people do

    def sign_up(self, name: str, gemeente: str | None, slugs: list[str], *, is_whole: bool, vouched: bool) -> None:
        chosen = self.chosen(slugs, is_whole=is_whole)
        person = self.persons.get(name) or Person(name, gemeente, len(self.persons))
        if person.stands and not self.is_request(person):
            return
        self.settle_if_held_too_long()
        self.persons[name] = person
        person.gemeente, person.is_whole, person.since, person.takes_over = gemeente, is_whole, self.now, None
        person.holds = self.has_place(gemeente) and (vouched or not self.asks(gemeente))
        person.status = ("actief" if person.holds else "wachtlijst") if vouched else "onbevestigd"
        self.seat(person, chosen)

    def confirm(self, person: Person) -> None:
        if person.status in {"afgemeld", "afgewezen"} or (
            person.status in {"onbevestigd", "verlopen"} and not self.ahead()
        ):
            raise Refused
        if person.status not in {"onbevestigd", "verlopen"}:
            return
        if self.is_stale(person):
            self.settle()
        if person.takes_over:
            self.settle()
        self.settle_if_held_too_long()
        if not self.take_over(person):
            self.come_in(person)
        self.settle()

    def is_request(self, person: Person) -> bool:
        """Whether a colleague asked them, and they did not answer yet."""
        return person.takes_over is not None and not person.has_taken_over

    def come_in(self, person: Person) -> None:
        is_late = person.status == "verlopen"
        wanted = self.wanted_again(person) if is_late else self.standing(person)
        old = person.takes_over
        if old and self.is_request(person):
            # As somebody who signs up now for what the other chose.
            wanted = [name for name in self.ahead() if old.is_whole or name in old.seats]
            person.since, person.takes_over = self.now, None
        if not wanted:
            raise Refused
        if is_late:
            person.since = self.now
        if not person.holds and self.asks(person.gemeente):
            person.status = "aanvraag"
        elif person.holds or self.has_place(person.gemeente):
            person.status, person.holds = "actief", True
        else:
            person.status = "wachtlijst"
        self.seat(person, wanted)

    def ask_to_take_over(self, old: Person, name: str) -> None:
        if old.status not in {"actief", "wachtlijst"} or not self.ahead() or name == old.name:
            raise Refused
        new = self.persons.get(name) or Person(name, old.gemeente, len(self.persons))
        if not new.stands and new.status != "afgewezen":
            self.persons[name] = new
            new.gemeente, new.is_whole, new.since, new.takes_over = old.gemeente, old.is_whole, self.now, old
            new.status, new.holds, new.has_taken_over = "onbevestigd", False, False

    def take_over(self, new: Person) -> bool:
        old = new.takes_over
        if old is None or not self.is_request(new) or new.since <= self.now - DAY or old.gemeente != new.gemeente:
            return False
        if old.status not in {"actief", "wachtlijst"} or old.left > new.since:
            return False
        new.has_taken_over = True
        new.status, new.holds = "actief" if old.holds else "wachtlijst", old.holds
        new.since, new.is_whole = old.since, old.is_whole
        for name in self.standing(old):
            left = old.seats[name]
            if name not in new.seats:
                self.rows += 1
                new.seats[name] = Seat(self.rows)
            new.seats[name].since = left.since
            new.seats[name].status = "aangemeld" if left.status in SEATED else "wachtlijst"
        self.stand_up(old)
        self.end(old)
        return True

    def join(self, person: Person, sessie: str) -> None:
        if person.status not in {"aanvraag", "wachtlijst", "actief"} or sessie not in self.ahead():
            raise Refused
        self.settle_if_held_too_long()
        self.seat(person, [sessie])

    def leave(self, person: Person, sessie: str) -> None:
        if not person.stands or self.sessies[sessie].is_over(self.now):
            raise Refused
        seat = person.seats.get(sessie)
        if seat and seat.stands:
            seat.leave(self.now)
            if not self.standing(person):
                self.end(person)
            self.settle()

    def sign_off(self, person: Person) -> None:
        if person.stands:
            self.stand_up(person)
            self.end(person)
            self.settle()

    def change_omvang(self, person: Person, slugs: list[str], *, is_whole: bool) -> None:
        if person.status not in {"aanvraag", "wachtlijst", "actief"}:
            raise Refused
        chosen = self.chosen(slugs, is_whole=is_whole)
        self.settle_if_held_too_long()
        for name in self.standing(person):
            if name not in chosen:
                person.seats[name].leave(self.now)
        person.is_whole = is_whole
        self.seat(person, chosen)
        self.settle()

    def correct(self, person: Person, gemeente: str | None) -> None:
        if person.status in {"afgemeld", "afgewezen", "verlopen"}:
            raise Refused
        if gemeente == person.gemeente:
            return
        holds, person.holds = person.holds, False
        is_free = self.has_place(gemeente) or not holds
        is_chosen = self.toelating != "gemeente" or not self.asks(gemeente)
        if not is_free or not (is_chosen or (not holds and person.status != "wachtlijst")):
            raise Refused
        person.holds = holds
        person.gemeente = gemeente
        self.settle()

    # --- Offers

    def accept(self, person: Person, sessie: str | None) -> None:
        offer = self.offer_to(person, sessie)
        if sessie:
            offer.status, offer.offer = "aangemeld", None
        else:
            self.enter(person)
        self.settle()

    def decline(self, person: Person, sessie: str | None) -> None:
        offer = self.offer_to(person, sessie)
        if isinstance(offer, Seat):
            offer.leave(self.now)
            if not self.standing(person):
                self.end(person)
        else:
            self.stand_up(person)
            self.end(person)
        self.settle()

    def offer_to(self, person: Person, sessie: str | None) -> Person | Seat:
        offered: Person | Seat | None = person.seats.get(sessie) if sessie else person
        if offered is None or offered.offer is None or offered.offer <= self.now:
            raise Refused
        return offered

    def enter(self, person: Person) -> None:
        person.status, person.holds, person.offer = "actief", True, None
        for name in self.standing(person):
            if person.seats[name].status == "aangeboden":
                person.seats[name].status = "aangemeld"
        self.seat(person, self.standing(person))

    def claim(self, person: Person) -> None:
        if not person.waits or not self.has_place(person.gemeente) or not self.standing(person):
            raise Refused
        self.enter(person)

    # --- What the organiser does

    def admit(self, person: Person) -> None:
        if person.status not in {"aanvraag", "afgewezen"}:
            raise Refused
        self.settle_if_held_too_long()
        wanted = self.standing(person)
        if person.status == "afgewezen":
            wanted = self.wanted_again(person)
        if not wanted:
            raise Refused
        person.holds = self.has_place(person.gemeente)
        person.status = "actief" if person.holds else "wachtlijst"
        self.seat(person, wanted)
        self.settle()

    def reject(self, person: Person) -> None:
        if person.status != "aanvraag":
            raise Refused
        self.stand_up(person)
        self.end(person, "afgewezen")

    def place_anyway(self, person: Person, sessie: str | None) -> None:
        if sessie is None:
            if person.status not in {"aanvraag", "wachtlijst"} or not self.standing(person):
                raise Refused
            self.enter(person)
        else:
            seat = person.seats.get(sessie)
            waits = seat is not None and seat.status in {"wachtlijst", "aangeboden"}
            if seat is None or not waits or sessie not in self.ahead() or person.status != "actief":
                raise Refused
            seat.status, seat.offer = "aangemeld", None
        self.settle()

    def cancel(self, sessie: str) -> None:
        if sessie in self.ahead():
            self.sessies[sessie].is_cancelled = True
            for person in self.persons.values():
                seat = person.seats.get(sessie)
                if seat and seat.stands:
                    seat.status, seat.offer = "vervallen", None
                    if self.ahead() and not self.standing(person):
                        self.end(person)
            self.settle()

    def add(self, sessie: Sessie) -> None:
        self.sessies[sessie.name] = sessie
        everybody = [person for person in self.persons.values() if person.stands and person.is_whole]
        for person in sorted(everybody, key=lambda person: (not person.holds, person.since, person.number)):
            if not (person.status == "onbevestigd" and person.takes_over):
                self.seat(person, [sessie.name])
