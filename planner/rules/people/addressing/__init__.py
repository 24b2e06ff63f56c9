"""Forms of address: how people are addressed by the rules of their country (P-18 to P-28).

A country is one module here and its line in the table of `countries.py`:

1. Write `british.py` with a class `BritishForms(FormsOfAddress)`. The base class says what is
   usual in the language of a letter, German or English; the class of a country overrides what
   its people do otherwise, each of the six forms by a method of its name (`envelope`,
   `salutation`, `oral`, `place_card`, `tent_card`, `programme`), or a smaller part of several
   forms (`name_on_envelope`, `spoken_name`, `office_word`, `honorifics`). `former_term` says
   which office counts when it is over, `needs_confirmation` which forms an office is asked about,
   and `rules` which numbers of the handbook stand beside a form.
2. Add `"GB": Country(BritishForms())` to `COUNTRIES`. A country that is not there gets the base
   class. Whoever is an Excellency is addressed so (`excellency.py`), unless the line says that
   the country has none.
3. Add people of the country to the golden files of the tests.

`german.py` and `american.py` are to be copied from. What a form is made of lies beside them:
`addressee.py` (whom one addresses on a day), `person_names.py`, `office_titles.py`, and
`german_grammar.py` for the cases of German titles. `addressing.py` puts it together.
"""
