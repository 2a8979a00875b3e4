"""The forms that questions take: what opens them, what marks favours, status and small talk."""

import re

_I = re.IGNORECASE
# ASKS, ASKS_INSIDE, ASKS_LATER, OPENS and STATEMENT_AFTER_WH are matched against lower-cased text instead: where a
# pattern ignores case, Python tries every alternative at every letter, and that was half of what chatter cost.

_BE = r"(?:is|are|was|were|am|isn'?t|aren'?t|wasn'?t|weren'?t)"
_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|can|could|should|shall|would|will|has|have|had|may|might|must|"
    r"isn'?t|aren'?t|wasn'?t|weren'?t|don'?t|doesn'?t|didn'?t|can'?t|couldn'?t|shouldn'?t|wouldn'?t|won'?t|"
    r"hasn'?t|haven'?t)"
)
_SUBJECT = (
    r"(?:i|we|you|u|ya|he|she|it|they|one|there|this|that|these|those|the|my|our|your|his|her|its|their|"
    r"any(?:one|body|thing|where)?|some(?:one|body|thing)?|every(?:one|body|thing)|no(?:body|one)?|people|"
    r"all|both|each)"
)
_WH = r"(?:what|which|who|whom|whose|where|when|why|how|wh?ut|wat|whut|wherefore)"
_WH_SHORT = r"(?:(?:what|who|where|when|why|how)(?:'s|s|'re|re|'d|'ll|ll)|whatcha|wassup|whazzup|wuts|wats)"
_AFTER_WH = (
    rf"(?:{_AUXILIARY}\b|to\b|come\b|about\b|many\b|much\b|long\b|often\b|far\b|old\b|big\b|else\b|kind\b|"
    rf"sort\b|type\b|"
    r"time\b|exactly\b|on earth\b|the (?:hell|heck|fuck)\b|r\b|u\b)"
)

OPENER = re.compile(
    r"^(?:(?:hi|hey|hello|hiya|heya|hallo|howdy|yo|oi|greetings|good (?:morning|afternoon|evening|day)|morning|"
    r"gm|hey+|hi+)(?: (?:there|all|everyone|everybody|folks|team|guys|y'?all|people|friends|again|channel|"
    r"here|@?\w{1,20}(?=[,!:])))*"
    r"|(?:ok|okay|so|well|and|but|also|btw|by the way|um+|uh+|hm+|oh|ah|lol|now|then|again|anyway|anyways|"
    r"actually|"
    r"basically|plus|or|still|yeah|yes|yep|no|nope|cool|right|sure|alright|i see|hmm+|wait|please|pls|plz|"
    r"thanks|thank you|thx|cheers|folks|all|everyone|guys|team)"
    r"|(?:a |one |another |just a |just )?(?:quick|dumb|stupid|silly|basic|simple|random|noob|newbie|newb|"
    r"beginner|general|weird|"
    r"new[ -]joiner|new[ -]hire|newcomer)(?: \w{1,15})? question(?: for (?:you|all|everyone|the team))?"
    r"|(?:sorry|apologies|pardon|excuse me|forgive me)(?: (?:for|if|to|about)[^,.:;?!]{1,60}(?=[,:;-]))?"
    r"|(?:i'?m )?new (?:here|joiner here|to (?:the )?(?:team|company|slack))"
    r"|question(?: for (?:you|all|everyone|anyone|the team)| about [^,.:;?!]{1,60}(?=[:]))?"
    r"|first (?:day|week)(?: here)?)(?:\s*[,.:;!\-–—…]+\s*|\s+|$)",
    _I,
)
"""One greeting, filler or apology at a sentence's start; taken off repeatedly, a few times at most."""

FRAME = re.compile(
    r"^(?:(?:does|do|would|did) (?:any(?:one|body)|some(?:one|body)|you(?: (?:guys|all|folks))?)(?: here|"
    r" else| of you)? "
    r"(?:happen to )?(?:know|remember|recall|have (?:an |any )?ideas?(?: about| on)?)|any(?:one|"
    r"body)(?: here)? knows?|"
    r"(?:can|could|would|will) (?:any(?:one|body)|some(?:one|body)|you)(?: please| kindly| maybe| possibly|"
    r" perhaps)?"
    r" (?:tell|explain|show|remind|help|advise|clarify|enlighten|point|let)(?: to)?(?: me| us)?(?: please)?"
    r"(?: understand| know| figure out| out| with| on| to| towards| at|(?: in)? the right direction(?: on|"
    r" for| to)?)?|"
    r"(?:i'?m|i am|i was|just|was) (?:just )?(?:wondering|curious)(?: about)?|i wonder|"
    r"(?:i'?m|i am) not (?:quite |really |entirely )?sure|any ideas?(?: on| about)?|"
    r"(?:i'?d|i would) (?:like|love) to know|please tell me|tell me|"
    r"(?:is there )?any(?:one|body) who (?:knows|can tell me|could tell me))\b[\s,:]*(?=\S)",
    _I,
)
"""A polite frame around the thing asked: "does anyone know", "could somebody tell me"."""

ASKS = re.compile(
    rf"^(?!(?:do|have|had|may|must|might|will) (?:it|that|this|the|my|your|all|these|those|both|each|one)\b)"
    rf"(?:{_WH_SHORT}\b|{_WH} {_AFTER_WH}|{_AUXILIARY} {_SUBJECT}\b|"
    r"(?:what|which) (?!i\b|we\b|you\b|they\b|he\b|she\b|it\b|a\b|an\b|the\b|means\b|makes\b|if\b|happens\b|"
    r"happened\b|"
    r"works?\b|brings\b|leads\b|is\b)\w+ (?:is|are|do|does|did|can|should|would|will|has|have|was)\b|"
    r"who (?!(?:i|we|you|they|he|she|it|the)\b)\w+|wh(?:y|o|at|ere|en)\W*$|how\W*$|"
    r"any(?:one|body)?(?!thing|way|how|time|where|more) (?!can\b|could\b|will\b|other\b|of\b|day\b)\w+|"
    r"(?:you|u|ya) (?:know|guys know|have any|ok|there|coming|wanna|gonna)\b|wanna\b|care to\b|mind if\b|"
    r"ever (?:tried|seen|been|had|used)\b|"
    r"r (?:u|you)\b|(?:wie|was|wer|wem|wo|wann|warum|wieso|weshalb|woher|wohin) "
    r"(?:kann|kann\w*|muss|soll\w*|darf|ist|sind|hat|haben|wird|macht|geht|bekomm\w*|komm\w*|find\w*|"
    r"mach\w*|heißt|heisst|läuft|beantrag\w*)\b|"
    r"(?:kann|könnte|weiß|weiss|hat|kennt|gibt) (?:jemand|mir|ich|man|wir|es|einer|hier)\b|welche[rsnm]? \w+|"
    r"(?:comment|pourquoi|où|quand|combien) (?:\S+ )?(?:on|je|tu|vous|nous|faire|est|sont|puis|peut|faut|"
    r"est-ce)\b|"
    r"est-ce qu|qu'est-ce qu|quelqu'un (?:sait|peut|a|connaît|connait)\b|qui (?:peut|sait|a|est|connaît)\b|"
    r"quel(?:le)?s? (?:est|sont|\w+ )|"
    r"(?:cómo|como|dónde|cuándo|quién|por qué|cuál|cuánto) (?:\w+)|alguien (?:sabe|puede|tiene|conoce)\b|"
    r"(?:hay|existe) (?:alguna?|forma)\b)",
)
"""What opens a sentence that asks, once fillers are off."""

ASKS_INSIDE = re.compile(
    r"\b(?:any(?:one|body)(?: here| else| out there)? (?:know|knows|have|has|got|seen|tried|using|used|"
    r"familiar|able|willing|up for|interested|wanna|want)|"
    r"(?:does|do|has|did|have|would|could|can|is|are) (?:any|some)(?:one|body)|"
    r"(?:i'?m|i am|i was|was|been|just) (?:\w+ )?(?:wondering|curious)|i wonder|"
    r"any (?:idea|ideas|advice|suggestions?|recommendations?|pointers?|tips?|thoughts|hints?|help|clue|"
    r"insights?|chance|way to)|"
    r"(?:i|we) (?:need|could use|would appreciate|'d appreciate) (?:some |a bit of |a little )?(?:help|"
    r"advice|guidance|pointers)|"
    r"(?:can'?t|cannot|can not|couldn'?t|unable to|not able to|trying to|struggling to|don'?t know how to|"
    r"how to) (?:seem to )?"
    r"(?:figure out|work out|find out|understand) (?:how|why|what|where|which|whether|if)|"
    r"(?:not sure|no idea|unsure|don'?t know|do not know|don'?t understand|do not understand|like to know|"
    r"love to know) "
    r"(?:how to|how i|where to|where i|what to|which|who to|whom to|whether i|if i|why)|"
    r"(?:please|pls|plz) (?:help|advise|explain|tell me)|"
    r"looking for (?:a way|an? \w+ (?:to|that|for)|someone|advice|help|recommendations|suggestions|pointers)|"
    r"(?:what|how|where|why|when|who|which \w+) (?:do|did|does|are|r|is|was|were|can|could|should|would|"
    r"have|has|will) (?:i|u|you|we|they|he|she|ya|one|yall|y'all|your)|"
    r"how (?:are |r |is )?(?:you|u|ya|ur|everyone|everybody)|(?:and|&) (?:you|u|yourself|urself|yours)$|"
    r"(?:may|can) (?:i|we)|"
    r"is it possible|is there (?:a|an|any|some)\b|what'?s the (?:best|right|proper|recommended|correct|"
    r"easiest|preferred) way)",
)
"""What asks wherever it stands in a sentence."""

ASKS_LATER = re.compile(
    rf"(?:[,;:\-–—(]|\.\.+|\b(?:and|but|so|then|or))\s*(?:(?:{_WH_SHORT}|{_WH}) ?(?:{_AUXILIARY}|to)?|"
    rf"{_AUXILIARY}) "
    r"(?:i|we|you|u|one|my|our|the|this|that|it|there|people|any(?:one|body)|some(?:one|body))\b",
)
"""A question that begins after a comma or a conjunction: "locked out of the portal, how can I get in"."""

OPENS = re.compile(
    r"^(?:do|does|did|is|are|can|could|will|would|should|has|have|what|who|where|when|why|how|which)\b.*\?\W*$"
)
"""A whole question by its first word and its last sign: "do unused holidays expire in december?"."""

STATEMENT_AFTER_WH = re.compile(
    r"^(?:what|how|when|where|which|why|who)\b (?:i|we|you|he|she|it|they) |^(?:what|how) (?:a|an|nice|cool|"
    r"great|awesome|weird|lovely)\b|"
    r"^(?:which|that'?s|this is) (?:is|was|are|means|makes|would|could|should|will|seems)\b.*[^?]$|"
    r"^(?:whatever|however|whoever|whenever)\b|"
    r"^how(?:'s| is| about) that\b.*[.!]$",
)
"""Wh-words that open a statement ("when I run it, it fails")."""

_CUE_MARKS = ("?", "？", "؟", "¿", "est-ce")
_CUE_WORDS = frozenset(
    """
    what which who whom whose where when why whats whos wheres whys whut how hows wut wuts wat wats
    is are was were do does did can could should would will has have had may am any anyone anybody someone somebody
    wonder wondering curious help advise advice wanna figure sure know possible idea looking tell explain understand
    care ever mind sup u r
    wie wer wem wo wann warum wieso weshalb woher wohin kann könnte weiß weiss kennt gibt
    welche welcher welches welchen welchem
    comment pourquoi où quand combien quelqu qui quel quels quelle quelles
    cómo como dónde cuándo quién cuál cuánto alguien hay existe por
    """.split()  # noqa: SIM905 (a list of quoted words reads worse)
)
_WORD = re.compile(r"\w+")


def has_cue(text: str) -> bool:
    """Whether a text holds a word or mark without which nothing asks; most chatter ends here.

    Words looked up in a set: as one pattern of alternatives this took most of the time that chatter takes.
    """
    if any(mark in text for mark in _CUE_MARKS):
        return True
    return not _CUE_WORDS.isdisjoint(_WORD.findall(text.lower()))


_STATE = (
    r"(?:down|up|broken|slow|offline|online|unavailable|unreachable|failing|flaky|back|fixed|ready|live|"
    r"done|finished|deployed|"
    r"merged|released|red|green|blocked|stuck|happening|hanging|lagging|laggy|timing out|acting up|"
    r"having (?:issues|problems|trouble)|"
    r"having an outage|working|out|dead|over|open|closed|free|around|available|in the office|here|on ?call|"
    r"on duty|on vacation|joining|coming|"
    r"using|still \w+ing|going on|wrong with|healthy|degraded|frozen|acting weird|behaving)"
)
_NOW = (
    r"(?:right now|at the moment|atm|currently|again|today|tonight|this (?:morning|afternoon|evening)|"
    r"since (?:this|yesterday|today)|yet|still|now|yesterday|anymore)"
)
_WHOM = r"for (?:any(?:one|body)(?: else)?|every(?:one|body)(?: else)?|(?:you|others|all|us|me)\b)"

STATUS = re.compile(
    rf"^{_BE} (?:[^?,]{{1,80}} )?{_STATE}(?: (?:{_NOW}|{_WHOM}|for \w+|in \w+|on \w+|at \w+))*\W*$|"
    rf"^(?:{_BE}|has|have|did|does|do) [^?]{{1,80}}\b(?:{_WHOM}|right now|at the moment|atm|currently)|"
    rf"^{_BE} (?:any(?:one|body)|some(?:one|body)|every(?:one|body)|people|others)(?: else)? \w+ing\b|"
    r"\bany(?:one|body) else (?:see|seeing|have|having|get|getting|experienc\w+|notic\w+|hit|hitting|"
    r"run(?:ning)? into|unable|not able|lost|stuck|"
    r"got|locked|with|find\w*|facing)\b|"
    r"^(?:what'?s|what is|whats) (?:going on|happening|up|wrong|the (?:status|state|eta|progress))\b|"
    r"^what happened (?:to|with)\b|"
    r"\b(?:any|an) (?:news|updates?|eta|progress|word)\b|"
    rf"^(?:who'?s|who is|who are|who was) (?:[^?]{{0,40}})?(?:on ?call|around|on duty|in (?:the )?(?:office|"
    rf"today)|joining|coming|there|here|online|available)\b|"
    rf"^who(?:se)? (?:\w+ ){{0,4}}(?:turned|broke|changed|deployed|merged|pushed|deleted|disabled|enabled|"
    rf"killed|is|took|blocking)\b(?!.*\b(?:should|can|could|do i)\b)(?=.*\b(?:the|my|our|this|"
    rf"that)\b)(?!.*\b(?:responsible|contact|owner|in charge|able|allowed|approv\w+|person)\b)|"
    rf"^why (?:{_BE}|did|does|do|has|have) [^?]{{1,100}}\b(?:right now|at the moment|atm|currently|again|"
    rf"today|this (?:morning|afternoon|evening)|since (?:this|yesterday|today))\b|"
    r"^when (?:will|is|are) [^?]{1,80}\b(?:back|fixed|up again|done|ready|finished|over|live|deployed|"
    r"online)\b|"
    r"^(?:what time|when) (?:is|are|does|do|will|was) [^?]{1,80}\b(?:today|tonight|tomorrow|this (?:morning|"
    r"afternoon|evening|week))\b|"
    r"^(?:did|has|have) (?:any(?:one|body)|some(?:one|body)|you|the|we|they|it|our|\w+)\b[^?]{1,80}\b(?:yet|"
    r"already|today|yesterday|just (?:now|break|change|restart|deploy))\b",
    _I,
)
"""Asks for a state of affairs that tomorrow's answer would not serve."""

FAVOUR = re.compile(
    r"^(?:please |pls |plz )?(?:can|could|would|will|may) (?:you|u|ya|any(?:one|body)|some(?:one|body)|"
    r"one of you|y'?all)"
    r"(?: (?:please|pls|plz|kindly|maybe|possibly|perhaps|also|just|quickly|all|guys|here|else|"
    r"with \w+(?: \w+)?))*,? "
    r"(?!tell\b|explain\b|point\b|recommend\b|suggest\b|advise\b|show\b|clarify\b|elaborate\b|remind\b|"
    r"help(?: me| us)?(?: to)? (?:understand|figure|find|with how)|"
    r"let me know\b|describe\b|enlighten\b|think of\b|see how\b|imagine\b|help me understand\b)\w+|"
    r"^(?:would|do) you mind\b|^mind (?:if|taking|reviewing|having)\b|"
    r"\b(?:review|approve|merge|look at|take a look at|sign off(?: on)?|have a look at|rubber ?stamp) (?:my|"
    r"this|these|our|the following)\b(?!.*\b(?:how|who|where)\b)|"
    r"^(?:please|pls|plz) \w+|^(?:need|looking for) (?:a |some )?(?:review|reviews|reviewer|approval|"
    r"volunteers?)\b|"
    r"^(?:can|could|may) i (?:get|have|ask|grab|borrow|bother) (?:a |an |some |you|someone|somebody|anyone|"
    r"one )(?:quick )?(?:review|hand|favou?r|question|look|eyes|volunteer|person|to|for a)?",
    _I,
)
"""Asks somebody to do something, once; the deed is no knowledge."""

SMALL_TALK = re.compile(
    r"^(?:how(?:'s|s| is| are|'re| r| have| was| were)? (?:you|u|ya|it|things|everyone|everybody|y'?all|"
    r"life|your|the (?:day|weekend|kids))\b(?: (?:doing|going|been|feeling|today|all|guys|day|weekend)|\W|$)|"
    r"what'?s up|whats up|sup\b|what do (?:you|u|y'?all) (?:mean|think|say)|what did you (?:mean|say)|"
    r"what about (?:you|that|this|it)|how about (?:you|that|it)|"
    r"(?:really|seriously|right|huh|eh|what|why|how|who|where|when|yes|no|ok|okay|sure|same|correct|true|"
    r"agreed|thoughts|opinions|ideas|anyone|anybody|"
    r"makes sense|make sense|you know|why not|how so|how come|since when|like what|for what|for real|no way|"
    r"get it|got it|does (?:that|this|it) (?:make sense|help|work|sound)[^?]{0,30})\W*$|"
    r"(?:do|did|are|were|have|had|will|would|can|could|should|don'?t|didn'?t|aren'?t|haven'?t|wouldn'?t) "
    r"(?:you|u|ya|he|she|they) (?!know\b|happen to know\b|have (?:a|an|any|to)\b|get\b|need\b|guys\b|all\b|"
    r"tell\b|explain\b|point\b|recommend\b|suggest\b|show\b|advise\b)|"
    r"(?:what|which|where|how|why|when|who) (?:\w+ ){0,2}?(?:do|did|are|were|have|would|will) (?:you|u|ya|"
    r"he|she) (?!(?:guys |all |folks |people )?(?:use|recommend|suggest|handle|deal|usually|normally|get|"
    r"have to|need to|do|find|request|order|book)\b)|"
    r"(?:is|was|does|did|isn'?t|wasn'?t) (?:it|that|this|he|she)(?: \w+){0,3}\W*$|"
    r"can i (?:ask|pm|dm)\b[^?]{0,40}\W*$|is (?:any(?:one|body)|some(?:one|body)) (?:here|there|around|"
    r"awake)\b|any(?:one|body) (?:here|around|there|awake|home|alive)\W*$)",
    _I,
)
"""Chat that looks like a question, or a question put back to the person one talks with."""

KNOWLEDGE = re.compile(
    r"\b(?:how (?:do|can|could|should|would|might|to|does|much|many|long|often|far|early|late)|"
    r"where (?:do|can|could|should|is|are|would|to|does)|where'?s|"
    r"who (?:do|can|should|is|are|has|to|would|(?!cares\b|says\b|was\b|does\b)\w+s)|who'?s|whom|what happens|"
    r"what(?:'?s| is| are) (?:the|our|my)|"
    r"what (?:do|should|must|can) (?:i|we|one|people|employees)|which|"
    r"when (?:do|should|can|must|does|is|are|will)|until when|"
    r"is there (?:a|an|any|some)|are there|is it (?:possible|ok|okay|allowed|fine|safe)|(?:am|are) (?:i|we) "
    r"(?:allowed|supposed|required)|do (?:we|i|you (?:guys )?) (?:have|need)|"
    r"what (?:do|does|did)|do we|can (?:i|we|one)|may (?:i|we)|should (?:i|we)|what steps|any way)\b",
    _I,
)
"""The forms in which people ask for what others know."""

POINTS_BACK = re.compile(
    r"^(?:it|that|this|these|those|they|he|she|its|his|her|their)(?:'s|'d|'ll|'re)?\b"
    r"|\b(?:you're|you are|your|you were|you've|you mean|you want|you said|you need)\b"
    r"|\b(?:are|did|have|were|had|would) you\b",
    _I,
)
"""Speaks of what was said before, or to the one who said it: not to be understood outside its conversation."""
