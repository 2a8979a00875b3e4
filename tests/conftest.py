"""What holds for every test: no test asserts how long something takes, property tests included."""

from hypothesis import settings

# A machine that does other things beside makes one example in thousands slow, and that is no fault of the code.
settings.register_profile("thrice", deadline=None)
settings.load_profile("thrice")
