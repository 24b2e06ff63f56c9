"""The plan of erasing knows every row that names one which may be erased."""

from sqlalchemy import UniqueConstraint

from planner.db import Base
from planner.models.columns import Deletable
from planner.rules.erasing_plan import FATES, LOGGED, ROOTS, THEN, Fate

TABLES = Base.metadata.tables
KEYS = {
    (key.target_fullname.partition(".")[0], f"{table.name}.{key.parent.name}"): key
    for table in TABLES.values()
    for key in table.foreign_keys
}
IN_BOTH = {"delegate.delegation_id", "guest.event_id"}  # that only say: a companion of the same


def names_of(keys):
    return sorted(f"{child} -> {parent}" for parent, child in keys)


def planned():
    return {(parent, child) for parent, children in FATES.items() for child in children}


def erased_tables():
    """The tables of which rows are erased: those that are logged, and what goes with their rows."""
    found = set(LOGGED)
    while True:
        gone = {
            child.partition(".")[0]
            for table in found
            for child, fate in FATES.get(table, {}).items()
            if fate is Fate.GOES
        }
        if gone <= found:
            return found
        found |= gone


def test_every_table_with_a_trash_is_emptied():
    with_trash = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Deletable)
    }

    assert set(ROOTS) == with_trash


def test_every_foreign_key_to_what_may_be_erased_has_a_fate():
    naming = {key for key in KEYS if key[0] in erased_tables()}
    to_itself = {(child.partition(".")[0], child) for child in IN_BOTH}

    assert names_of(naming - to_itself - planned()) == []
    assert names_of(planned() - naming) == []


def test_what_stays_can_do_without_the_name_of_what_is_erased():
    stays = [key for key in planned() if FATES[key[0]][key[1]] is Fate.STAYS]

    assert [names_of([key]) for key in stays if not KEYS[key].parent.nullable] == []
    assert THEN.keys() <= {child for _, child in stays}


def test_what_has_others_hanging_on_it_is_found_by_its_id():
    apart = {table for table in FATES if "id" not in TABLES[table].columns}

    assert apart == set()


def test_no_erasing_reads_a_whole_table_for_each_row():
    """A row that is erased is looked for in each column that may name it: by an index."""
    indexed = set()
    for table in TABLES.values():
        unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
        for one in (table.primary_key, *table.indexes, *unique):
            indexed.add(str(next(iter(one.columns))))

    pictures = {child for parent, child in KEYS if parent == "picture"}
    assert sorted(({child for _, child in planned()} | pictures) - indexed) == []
