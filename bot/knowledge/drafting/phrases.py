"""The phrases by which greetings, thanks, jokes and the rest are known: English, as people type it in chat."""

import re


def _begins(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"\W*(?:" + "|".join(phrases) + r")(?!\w)", re.IGNORECASE)


def _holds(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)", re.IGNORECASE)


def _is(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"(?:" + "|".join(phrases) + r")\Z", re.IGNORECASE)


THANKS = _holds(
    r"thanks?",
    r"thank ?you",
    r"thx",
    r"thanx",
    r"ty(?:sm)?",
    r"cheers",
    r"much appreciated",
    r"appreciate (?:it|that)",
    r"you(?:'re| are) (?:a |the )?(?:best|life ?saver|legend|star)",
    r":pray:",
    r":raised_hands:",
    r":bow:",
)
WORKED = _holds(
    r"(?:that|this|it)(?:'s| is| has| did| does)? ?(?:totally |now |all |just |finally )?"
    r"(?:works?|worked|solved|fixed|did (?:it|the trick)|helped|sorted)",
    r"(?:works|worked|working|solved|fixed|sorted) (?:now|perfectly|great|like a charm|for me|fine|it"
    r"|my (?:problem|issue))",
    r"did the trick",
    r"(?:i'm|i am|we're) in now",
    r"that was it",
    r"all good now",
    r"exactly what i needed",
)
WORKED_AT_ONCE = _begins(r"perfect", r"brilliant", r"awesome", r"excellent", r"great", r"amazing", r"works", r"worked")
FAILED = _holds(
    r"(?:did(?:n['’]t| not)|does(?:n['’]t| not)|has(?:n['’]t| not)|not) (?:seem to )?(?:work|help|fix|solve"
    r"|do it)(?:ed|ing)?",
    r"still (?:getting|get|fails?|failing|broken|not|the same|no luck|see|seeing|having|nothing|can(?:not"
    r"|['’]t)|denied|stuck)",
    r"no luck",
    r"same (?:error|problem|issue|result|thing happens)",
    r"(?:already )?tried that",
    r"no dice",
)
ME_TOO = _is(
    r"\+ ?1",
    r"same(?: here| problem| issue| question| boat| for me| with me)?(?: too| as well)?",
    r"me(?: too| as well| neither)",
    r"(?:i(?:'m| am)? |we )?(?:also |too )?(?:have|having|had|got|get|getting|see|seeing|wondering|facing|hit"
    r"|hitting)"
    r"(?: about)? (?:(?:exactly )?the same|this too|that too|it too)(?: \w+){0,5}",
    r"(?:just )?following(?: this| along| with interest)?",
    r"subscribing",
    r"ditto",
    r"up+",
    r"bump(?:ing)?(?: this)?",
    r"any (?:news|updates?|luck)(?: \w+){0,3}",
    r"(?:i(?:'d| would) )?(?:also |too )?(?:like|love|curious|interested)(?: \w+){0,4}",
)
PROMISE = _begins(
    r"let(?:'s| me| us) (?:just |quickly )?(?:check|look|ask|see|find|think|investigate|take|move|get|ping|dm)",
    r"(?:i|we)(?:'ll| will| can| am going to|'m gonna|'m going to) (?:just |quickly |have to |go |try to )?"
    r"(?:check|look|take a look|have a look|find out|get back|ask|investigate|ping|dm|see|think|follow up"
    r"|report back)",
    r"(?:(?:i(?:'m| am) )?(?:just |currently )?)(?:looking into|checking|on it|asking around|investigating"
    r"|having a look|taking a look)",
    r"will (?:check|look|get back|find out|ask|do|let you know|follow up|ping)",
    r"(?:give me|hold on|wait) (?:a|one|two|five|\d+) ?(?:sec|min|moment)\w*",
    r"(?:one|just a|a) (?:sec|second|min|minute|moment)",
    r"brb",
    r"bear with me",
    r"stand ?by",
    r"(?:i(?:'ve| have)? ?)?(?:just )?(?:pinged|dm(?:ed|['’]d)|messaged|asked|sent) (?:you|them|him|her"
    r"|@\{\w+\})(?: (?:about|a|in) .*)?[\s.!]*\Z",
    r"check your dms?",
)
DONT_KNOW = _begins(
    r"(?:i |we |sorry,? |i really |i honestly )?(?:don['’]?t|do not|didn['’]t|wouldn['’]t|can['’]t"
    r"|cannot) (?:really |actually |even )?"
    r"(?:know|remember|recall|have (?:any|a) (?:idea|clue)|say)",
    r"dunno",
    r"idk",
    r"no (?:idea|clue)",
    r"(?:i(?:'m| am) )?not (?:really |entirely |quite |100% |too |so )?sure",
    r"beats me",
    r"(?:good|great) question",
    r"i(?:'m| am|['’]?ve been| was)? (?:also |just |always )?wonder(?:ed|ing)?",
    r"never (?:heard|tried|used)",
    r"wish i knew",
    r"(?:maybe |perhaps )?(?:someone|somebody)(?: else)? (?:here )?(?:will|might|should|must|may"
    r"|probably)? ?knows?",
    r"where did you (?:see|read|hear)",
    r"it depends[\s.!]*\Z",
)
LAUGHS = _holds(r"lo+l", r"lmao", r"rofl", r"(?:ha){2,}h?", r"(?:he){2,}", r"j/?k", r"just kidding", r"kidding")
JOKE = _holds(
    r"asking for a friend",
    r"google is your friend",
    r"lmgtfy",
    r"rtfm",
    r"black magic",
    r"sacrifice a",
    r":(?:joy|rofl|laughing|stuck_out_tongue\w*|zany_face|clown_face|troll\w*|sweat_smile):",
)
LAUGHING_FACE = re.compile(r"[😂🤣😜😝🤪😆]")
SMALL_TALK = _is(
    r"no (?:worries|prob(?:lem)?s?)(?: at all)?",
    r"np",
    r"(?:you(?:'re| are) )?welcome(?: back| aboard| to the team)?(?:,? @?[\w{}]+)?",
    r"any ?time",
    r"my pleasure",
    r"(?:glad|happy) (?:it|that|to|i|you)\b.*",
    r"good luck.*",
    r"have fun",
    r"enjoy.*",
    r"hth",
    r"hope .*(?:helps?|works?)(?: \w+)?",
    r"(?:let|ping|tell|dm|message) (?:me|us)(?: know)? (?:if|how|when|whether|here)\b.*",
    r"feel free to .*",
    r"see (?:above|below|thread)",
    r"(?:that )?(?:sounds|looks|seems|makes|got) (?:good|great|right|fine|reasonable|it|sense)",
    r"(?:ok(?:ay)?|cool|nice|great|awesome|perfect|done|yes|yeah|yep|no|nope|true|right|exactly|indeed"
    r"|agree[ds]?|correct|ack|roger"
    r"|interesting|wow|oh|hm+|(?:exactly )?this|sorry|oops|my bad|never ?mind|nvm|congrats|sure|definitely"
    r"|absolutely|nice one|good point|fair enough)",
    r"that(?:'s| is| was) (?:a |an |so )?(?:good|great|fair|interesting|weird|strange|odd|annoying|right"
    r"|correct|true|it|me)(?: \w+)?",
    r"i (?:agree|think so|guess|believe so|hope so|see)(?: too)?",
    r"what (?:@\{\w+\}|\w+) (?:\w+ )?said(?: above)?",
    r"\^+",
    r"(?:actually,? )?scratch that|(?:please )?(?:ignore|forget|disregard) (?:that|me|my (?:last )?\w+|what i said)",
    r"i was wrong",
)
SECONDS = _is(
    r"\+ ?1",
    r"(?:i )?agree[ds]?",
    r"(?:yes|yep|yeah|exactly|correct|confirmed|right|this|true|indeed)(?:,? (?:this|that|exactly|correct|works))?",
    r"\^+(?: this)?",
    r"(?:can )?confirm(?:ed)?",
    r"what (?:@\{\w+\}|\w+) (?:\w+ )?said(?: above)?",
    r"(?:that|this)(?:'s| is) (?:right|correct|it|the way)",
)
ASKS_BACK = _begins(
    r"(?:and |but |so |also |or |then |quick question:? )?(?:have|did|do|are|were|can|could|would|will) (?:you"
    r"|u|anyone|anybody|someone|they)",
    r"(?:and |but |so )?(?:is|was) (?:it|this|that|there|your)",
    r"(?:and |but |so )?(?:which|what) (?:version|os|browser|error|team|office|environment|branch|region|exactly)",
    r"what(?:'s| is| does) (?:your|the exact|the error|it say)",
    r"why (?:do|would|are|not)",
    r"any(?:one|body) (?:know|else|here|tried|got|have)",
)
SINCE = (
    r"(?:this|last) (?:week|month|year|spring|summer|autumn|fall|winter)|(?:january|february|march|april|may"
    r"|june|july|august"
    r"|september|october|november|december|monday|q[1-4]|the (?:move|migration|merger|switch|change|update)|\d)"
)
# Plainly about what was said before.
CORRECTS = _begins(
    r"(?:small |one |quick )?correction",
    r"not (?:any ?more|any longer|quite|true|exactly|correct|right)",
    r"no longer",
    r"edit:",
    r"update:",
    r"scratch that",
    r"ignore (?:that|me|my)",
    r"sorry,? (?:but|that|no|not)",
    r"(?:that|this|the)(?: \w+){0,2}(?:'s| is| has| was| are)? ?(?:not|no longer|outdated|out of date|old|wrong"
    r"|gone|dead|moved|changed|deprecated)",
    r"(?:it|this|that|they|things)(?:'s| has| have)? (?:changed|moved)",
    rf"(?:as of|since|starting|from) (?:{SINCE})",
)
# Perhaps about what was said before: it must be about the same thing.
REPLACES = _holds(
    r"actually",
    r"no longer",
    r"not (?:\w+ )?any ?more",
    r"any ?more",
    r"instead(?: of)?",
    r"used to be",
    r"outdated",
    r"(?:has|have|got|was|were|been) (?:moved|replaced|renamed|deprecated|retired|shut down)",
)
# A second thought: what it replaces has to be found.
TAKES_BACK = _begins(
    r"correction",
    r"(?:w?h?oops|sorry|wait|edit|actually)(?=\W)",
    r"i (?:was wrong|meant|mean)",
)
# Nothing but taking back.
WITHDRAWS = _begins(
    r"(?:actually,? |sorry,? |no,? )?(?:scratch that|(?:please )?(?:ignore|forget|disregard) (?:that|me|my|what i))",
    r"i was wrong",
)
HEDGES = _holds(
    r"i (?:think|guess|believe|suppose|assume)",
    r"maybe",
    r"perhaps",
    r"probably",
    r"possibly",
    r"might",
    r"not 100%",
    r"if i remember",
    r"iirc",
    r"afaik",
    r"pretty sure",
    r"presumably",
    r"could be",
)
OWN_ANSWER = _begins(
    r"(?:(?:ok(?:ay)?|ah|oh|aha|never ?mind|nvm|update|edit|so|alright|right|hey all|and)\W+)*(?:"
    r"(?:i |we )?(?:just |finally |actually |have |'ve )*(?:found|figured|solved|sorted|worked) (?:it|out|the"
    r"|this|that|an answer|a (?:fix|way|solution)|my)"
    r"|solved|fixed|found it|solution|answer(?:ing)? (?:to )?(?:myself|my own question)|(?:it )?turn(?:s|ed) out"
    r"|the (?:fix|solution|answer|trick|cause) (?:was|is|were)|for (?:the record|anyone|others|posterity"
    r"|future reference)|self[- ]answer)",
)
TO_A_MACHINE = _holds(
    r"(?:ignore|disregard|forget|override) (?:\w+ ){0,3}?(?:previous|prior|above|earlier|preceding|system"
    r"|your) (?:\w+ ){0,2}?"
    r"(?:instructions?|prompts?|rules?|directions?|context)",
    r"system prompt",
    r"(?:new|updated) (?:system )?instructions? ?:",
    r"you are (?:now |an? )(?:\w+ )?(?:ai|assistant|language model|chatbot|llm|bot)",
    r"as an ai",
    r"(?:language model|ai assistant|assistants?|llms?|ais?) ?(?:[:,]|must|should|shall|reading this)",
    r"end of (?:the )?(?:data|messages?|thread|fence)",
    r"do not (?:tell|mention) (?:\w+ )?(?:the )?(?:user|reviewer)s?",
)
REST_OF_AN_ORDER = _begins(
    r"(?:(?:and|then|now|instead|also|please|just|only|you (?:must|should|shall|will|now))[, ]+)*(?:"
    r"tell (?:every(?:one|body)|any(?:one|body)|(?:the )?(?:users?|reviewers?|people|askers?)|them)"
    r"|(?:reply|respond|answer) (?:with|only|that|as|in|to every)|say (?:that|only|nothing|to every)|say:"
    r"|(?:output|print out|repeat after|pretend|act as|translate|mention every|call every|reveal)\b)",
)

EMOJI = re.compile(
    r"(?<![\w:]):[a-z0-9_+'-]*[a-z+][a-z0-9_+'-]*:(?:(?=:)|(?![\w:]))|[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]",
    re.IGNORECASE,
)
MARKER = re.compile(
    r"\A\s*(?:(?:[•◦▪‣·*+–-]|\(?\d{1,2}[.)]|\d{1,2}:(?=\s)|\(?[a-zA-Z]\)|[a-h]\.)\s+"
    r"|:(?:one|two|three|four|five|six|seven|eight|nine|keycap_ten):\s*)"
)
GREETING = re.compile(
    r"(?:hi|hey|hello|hiya|howdy|yo|dear|(?:good )?(?:morning|afternoon|evening)(?=\W*(?:all|everyone|team"
    r"|folks|there|[,!.]|$)))(?![\w-])"
    r"(?: (?:there|all|everyone|everybody|folks|team|guys|again|both)\b)?[\s,.!:;–—-]*",
    re.IGNORECASE,
)
SMALL_LEAD = re.compile(
    r"(?:(?:oh|ah+|aha|w?h?oops|uhm?|um|hm+|btw|fyi|fwiw|afaik|iirc|np|ok(?:ay)?|yeah|yep|yup)(?![\w-])[\s,.!:;–—-]*"
    r"|(?:well|so|wait|sure(?: thing)?|right|cool|nice|great|(?:good|great) question|sorry|thanks|thank you|thx"
    r"|no (?:worries|problem)"
    r"|actually|edit|update|found it|solved(?: it)?|for (?:the record|anyone else|others|posterity"
    r"|future reference))(?:[,.!:;]+\s*|\s*[–—-]\s+)|so (?=(?:you|we|i|the)\b)|actually (?=(?:it|you|we|i|the"
    r"|that)\b))",
    re.IGNORECASE,
)
KIND_TAIL = re.compile(
    r"[\s,.!;–—-]+(?:hope (?:that|this|it) helps|hth|cheers|good luck|thanks|thx|lol|haha+"
    r"|let me know if .{0,60})[\s.!]*\Z",
    re.IGNORECASE,
)
CALLED = re.compile(r"(?:@\{\w+\}[\s,]*)+([:–—-]?)\s*")
# After a name in front these begin a clause of which the name is the subject: "@{U1} is the owner".
VERBS_OF_A_SUBJECT = frozenset(
    {
        *("is", "has", "can", "will", "does", "should", "and", "or", "in", "at", "from", "on", "who", "may", "might"),
        *("could", "would", "had", "was", "did", "of", "with"),
    }
)
INSTRUCTIVE = _begins(
    r"(?:you|we|one)(?:'ll| will| just| first| then)? (?:need|have|can|should|must|could|want|may|get|go|ask"
    r"|use|click|open)",
    r"(?:the )?(?:easiest|best|quickest|only) (?:way|thing)",
    r"(?:just|please|first|then|next|finally|simply|also|always|never|don['’]t|yes|no),? \w+",
)
