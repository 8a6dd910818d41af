"""Every limit on how long a process waits, for activities, vendors and servers. Floats are seconds.

Operators set ASSET_DOWNLOAD_TIMEOUT_SECONDS, IMAGE_UNAVAILABLE_AFTER_SECONDS and REGENERATE_WAIT_SECONDS, clients set
`giveUpAfter`. `workflows/options.py` adds retries to the limits of activities.
"""

from datetime import timedelta

# Activities: of one attempt, unless the name says otherwise.

HEARTBEAT = timedelta(seconds=10)
"""An activity that is silent for so long is given to another worker."""

DATABASE_STEP = timedelta(seconds=5)
DATABASE_QUICK_STEP = timedelta(seconds=3)
"""Within a workflow task. It ends before the SDK reports that the task goes on, after 0.8 of WORKFLOW_TASK."""

WORKFLOW_TASK = timedelta(seconds=5)
"""A worker that does not answer for so long has died: another takes the task over."""

FETCH_ASSET = timedelta(minutes=10)
WRITE_STORYBOARD = timedelta(minutes=10)
WRITE_STORYBOARD_ALL_ATTEMPTS = timedelta(hours=2)
FILM_TAKE = timedelta(days=2)
SPEAK_LINE = timedelta(hours=1)
WAIT_FOR_CAPACITY = timedelta(days=2)
COLLECT_ORDERS = timedelta(days=1)
"""Then the next attempt goes on with it."""

DISPATCH_WEBHOOKS = timedelta(days=1)
"""As COLLECT_ORDERS."""

DELIVER_WEBHOOK = timedelta(minutes=2)
"""SEND_WEBHOOK, and RECORD_DELIVERY."""

RENDER = timedelta(hours=2)
RENDER_PREVIEW_STEP = timedelta(minutes=5)
RENDER_PREVIEW = timedelta(minutes=10)
"""With the wait for a free place behind paid work, and all attempts."""

PREVIEW_RUN = 3 * RENDER_PREVIEW
"""The run of a preview, also while no worker takes it up: its scenes side by side, then the cut."""

SAVE_SCENARIO_STEP = timedelta(seconds=10)
SAVE_SCENARIO_ALL_ATTEMPTS = timedelta(minutes=5)
DECODE_MUSIC = timedelta(minutes=5)
DRAW_IMAGE = timedelta(minutes=30)
WAKE_JOBS = timedelta(minutes=30)
AUDIT_STORAGE = timedelta(hours=6)

DECODE = 60.0
"""Of a core's time, as DECODE_MUSIC and `rendering`: of several cores, or of a busy machine's, as much in all.

A picture of 64 megapixels or the first frames of a video take some seconds.
"""


SIGN_FILM = 20.0
"""Of a core's time, as DECODE. Most of it is the hash of the file."""


def rendering(frames: int) -> float:
    """Of a clip or film of so many frames. A core decodes three of 8K in a second, or encodes thirty of 1080p."""
    return 300.0 + 2 * frames


def speaking(characters: int) -> float:
    """Of a core's time, as DECODE, for a line of so many characters. It takes 0.01 s for each, and a second to load."""
    return 30.0 + 0.1 * characters


# Vendors

ORDER = 60.0
"""From sending an order to its answer. Longer than VENDOR_CALL."""

LOCAL_ORDER = 5.0
"""ORDER of models that are no vendor's."""

IMMEDIATE_IMAGE = 180.0
"""ORDER of models whose answer is the image itself."""

IMMEDIATE_SPEECH = 120.0
"""ORDER of voices, whose answer is the speech itself."""

SEND_ORDER = 1.0
"""From writing an order intent to sending the order. Later, another step may have taken the intent for lost."""

SETTLE_ORDER = 10.0
"""From ORDER to the time at which an order that the vendor does not know cannot arrive any more."""

RECORD_VENDOR_ANSWER = timedelta(minutes=1)
"""For recording what a vendor answered to an order, while the database is away: not every vendor says it again."""

STORE_VENDOR_OUTPUT = timedelta(minutes=5)
"""For storing an image that a vendor sends only once, while the database or storage is away."""

VENDOR_CALL = 50.0
FINISH_ORDER = 30 * 60.0
"""From ordering to a finished clip or image. Later, the order is a temporary failure, and polled again."""

VENDOR_PROBE = timedelta(seconds=60)
"""Orders that wait for the answer of one that probes a failing vendor. Then another order becomes the probe."""

LANGUAGE_MODEL = 180.0
"""One answer. Three of them fit into WRITE_STORYBOARD."""

DOWNLOAD_OUTPUT = 30 * 60.0
DOWNLOAD_SILENCE = 15.0
"""Between two pieces of a download."""

# Servers

REQUEST_HEAD = 30.0
"""For the headers of a request, from the start of its connection or from their first byte."""

REQUEST_BODY = 60.0
"""For a body of JSON, or a guest's form."""

REQUEST_SILENCE = 30.0
"""Between two pieces of any body, such as an upload's."""

RUN_ANSWER = timedelta(seconds=2.5)
"""For a run's answer to a message. A change without a worker must be a 503 within 3 s."""

RUN_QUERY = timedelta(seconds=2)
CHILD_END_REPORTED = timedelta(seconds=10)
"""A run is notified of the end of its child within this time, or never."""

WORKER_POLL = timedelta(seconds=65)
"""A running worker has polled its task queue within this time."""

WORKER_SHUTDOWN = timedelta(seconds=10)
"""Activities may finish in this time; the next worker takes over the others."""

STICKY_QUEUE = timedelta(seconds=2)
DATABASE_CONNECT = 3
DATABASE_CONNECTION = 5.0
"""For a free connection of the pool."""

DATABASE_SILENCE = 3.0
"""A statement that takes longer makes its connection test whether the server still answers."""

DATABASE_IDLE = 20.0
"""A connection that only listens asks for an answer after so long."""

SEND_MAIL = 15.0
SEND_WEBHOOK = 15.0
"""From the look-up of the endpoint's name to the end of its answer."""

RECORD_DELIVERY = timedelta(minutes=1)
"""For recording an attempt while the database is away. Then the attempt is made again."""

S3_CONNECT = 5.0
S3_READ = 30.0
