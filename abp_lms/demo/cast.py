"""Who is in the demo. Every name, organisation and address is made up."""

from __future__ import annotations

from dataclasses import dataclass

from abp_lms.accounts.models import RoleName, Sector

PASSWORD = "three quiet doors"  # noqa: S105  everybody's in the demo; printed when it starts
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Employer:
    name: str
    sector: Sector


@dataclass(frozen=True)
class Actor:
    """Somebody in the demo, by the part they play. `units`: how many they have done so far."""

    given_name: str
    family_name: str
    employer: Employer
    role: RoleName = RoleName.PARTICIPANT
    manager: str | None = None  # the manager's e-mail
    units: int = 0
    workshops: int = 0
    sets: int = 0
    keeps: bool = False  # has written for themselves beside the units

    @property
    def email(self) -> str:
        return (
            f"{self.given_name}.{self.family_name}@{DOMAIN}".lower()
            .replace("'", "")
            .replace(" ", "")
        )


@dataclass(frozen=True)
class Company:
    """An academy, its cohort, and the people in it. The cohort began `weeks` weeks ago."""

    academy: str
    programme_id: str
    cohort: str
    weeks: int
    participants: tuple[Actor, ...]
    others: tuple[Actor, ...]
    venue: str


_HOSPITALS = Employer("Soar Valley Hospitals NHS Trust", Sector.HEALTH)
_CARE = Employer("Charnfield Community Care", Sector.SOCIAL_CARE)
_AMBULANCE = Employer("Three Rivers Ambulance Service", Sector.EMERGENCY_SERVICES)
_ADVICE = Employer("Lantern Advice", Sector.CHARITY)
_HILLS = Employer("Malvern Edge Health and Care NHS Trust", Sector.HEALTH)
_COUNCIL = Employer("Teme and Lugg Council", Sector.SOCIAL_CARE)
_UNIVERSITY = Employer("Severnside University", Sector.EDUCATION)

_PRIYA = "priya.raman@demo.example"
_OWEN = "owen.hughes@demo.example"
_GRACE = "grace.adeyemi@demo.example"

LLR = Company(
    academy="LLR Academy",
    programme_id="llr",
    cohort="Autumn cohort",
    weeks=5,
    venue="Voluntary Action Leicestershire, Leicester",
    participants=(
        # The first one is the newcomer's: orientation is done, unit 1 is next.
        Actor("Amina", "Yusuf", _HOSPITALS, manager=_PRIYA, units=1, workshops=2, sets=1),
        Actor(
            "Tom",
            "Barratt",
            _HOSPITALS,
            manager=_PRIYA,
            units=5,
            workshops=2,
            sets=1,
            keeps=True,
        ),
        Actor("Leah", "Oduya", _HOSPITALS, manager=_PRIYA, units=5, workshops=2),
        Actor("Marek", "Nowak", _HOSPITALS, manager=_PRIYA, units=3, workshops=2, sets=1),
        Actor("Jia", "Lin", _HOSPITALS, manager=_PRIYA, units=4, workshops=1, sets=1),
        Actor("Sian", "Prosser", _HOSPITALS, manager=_PRIYA, workshops=1),
        Actor("Dev", "Chauhan", _CARE, manager=_OWEN, units=2, workshops=2, sets=1),
        Actor("Kemi", "Balogun", _CARE, manager=_OWEN, units=4, workshops=2, sets=1),
        Actor("Ruby", "Fenwick", _CARE, manager=_OWEN, units=5, workshops=2, sets=1),
        Actor("Callum", "Reid", _AMBULANCE, manager=_GRACE, units=1, workshops=2),
        Actor("Noor", "Haddad", _AMBULANCE, manager=_GRACE, units=4, workshops=2, sets=1),
        Actor("Pete", "Walsh", _AMBULANCE, manager=_GRACE, units=3, workshops=2, sets=1),
        Actor("Esther", "Mwangi", _ADVICE, units=5, workshops=2, sets=1),
        Actor("Harpreet", "Gill", _ADVICE, units=2, workshops=2),
        Actor("Joan", "Tilley", _ADVICE, workshops=2, sets=1),
        Actor("Viktor", "Popescu", _HOSPITALS, manager=_GRACE, units=3, workshops=1, sets=1),
    ),
    others=(
        Actor("Priya", "Raman", _HOSPITALS, RoleName.LINE_MANAGER),
        Actor("Owen", "Hughes", _CARE, RoleName.LINE_MANAGER),
        Actor("Grace", "Adeyemi", _AMBULANCE, RoleName.LINE_MANAGER),
        Actor("Beth", "Carlisle", _HOSPITALS, RoleName.ACADEMY),
        Actor("Samir", "Khan", _HOSPITALS, RoleName.FACILITATOR),
        Actor("Ivy", "Marsh", _CARE, RoleName.TRAINER),
        Actor("Daniel", "Osei", _HOSPITALS, RoleName.EVALUATOR),
        Actor("Helen", "Whitlock", _HOSPITALS, RoleName.SPONSOR),
    ),
)

HW = Company(
    academy="Herefordshire and Worcestershire Academy",
    programme_id="hw",
    cohort="First cohort",
    weeks=3,
    venue="The Guildhall rooms, Worcester",
    participants=(
        Actor("Mel", "Prior", _HILLS, manager="colin.baxter@demo.example", units=3, workshops=1),
        Actor("Farah", "Iqbal", _HILLS, manager="colin.baxter@demo.example", units=1, workshops=1),
        Actor("Luke", "Danvers", _COUNCIL, units=2, workshops=1),
        Actor("Wen", "Zhao", _COUNCIL),
    ),
    others=(
        Actor("Colin", "Baxter", _HILLS, RoleName.LINE_MANAGER),
        Actor("Rosalind", "Kerr", _HILLS, RoleName.ACADEMY),
    ),
)

UNIVERSITY = Company(
    academy="Severnside Equality, Diversity and Inclusion Centre",
    programme_id="university",
    cohort="Staff and students, autumn term",
    weeks=2,
    venue="Room 2.14, Library building",
    participants=(
        Actor("Zainab", "Malik", _UNIVERSITY, units=2, workshops=1),
        Actor("Oliver", "Strand", _UNIVERSITY, units=1),
        Actor("Chidi", "Eze", _UNIVERSITY),
    ),
    others=(Actor("Moira", "Lennox", _UNIVERSITY, RoleName.ACADEMY),),
)

COMPANIES = (LLR, HW, UNIVERSITY)
ADMINISTRATOR = Actor("Alex", "Rowan", _HOSPITALS, RoleName.ADMINISTRATOR)


def everybody() -> list[Actor]:
    """In the order in which a newcomer would try them: one of each role first."""
    first = [LLR.participants[0], *LLR.others, HW.participants[0], UNIVERSITY.participants[0]]
    rest = [a for company in COMPANIES for a in (*company.participants, *company.others)]
    return list(dict.fromkeys([*first, *rest, ADMINISTRATOR]))
