"""What each way of each change comes to in small worlds, written by hand before it was predicted.

A world is drawn as `conftest.draw` takes it; a line `told CONTRACT: FIELDS by OWNERS` is a
contract, `read READER CONTRACT: FIELDS` what is read of it, `made A.f of B.g in COMPONENT` a
lineage.

A question: what is asked (several changes with ` & `), the world, which way is best (ways that the
rule cannot tell apart are joined by ` = `, the one preferred first), and for each way who must
change, by service; a safe order of deployment, `no` for none, `?` for not known; and who must know
whom anew. `-` says that there is no such way. A way is named by a word of its name; `only` is the
first, whatever its name, and `any` what several changes come to together.
"""

SAGA = """
    desk emits Desk/Placed
    Desk/Placed reaches store
    store emits Store/Held
    store emits Store/Short
    Store/Held reaches till
    till emits Till/Paid
    till emits Till/Declined
    Till/Paid reaches van
    van emits Van/Sent
    van emits Van/Full
    Van/Full reaches till
    till emits Till/Refunded
    Till/Refunded reaches store
    Till/Declined reaches store
    store emits Store/Freed
    Store/Freed reaches desk
    Store/Short reaches desk
    Van/Sent reaches desk
    desk emits Desk/Closed
    desk emits Desk/Cancelled
    store on Placed says Held|Short
    till on Held says Paid|Declined
    van on Paid says Sent|Full
    till on Full says Refunded
    store on Refunded says Freed
    store on Declined says Freed
    desk on Freed says Cancelled
    desk on Short says Cancelled
    desk on Sent says Closed
    desk writes Orders
    store writes Stock
    till writes Charges
    van writes Parcels
"""

PIPE = """
    a emits A/First
    A/First reaches b
    b emits B/Second
    B/Second reaches c
    c emits C/Third
    a writes Kept
"""

MACHINE = """
    M contains M/Take
    M contains M/Pay
    M contains M/Send
    M contains M/Close
    M contains M/Refund
    M contains M/Give_back
    M/Take transitions M/Pay
    M/Pay transitions M/Send
    M/Send transitions M/Close
    M/Pay transitions M/Give_back Catch
    M/Send transitions M/Refund Catch
    M/Refund transitions M/Give_back
    M/Take invokes take
    M/Pay invokes pay
    M/Send invokes send
    M/Close invokes close
    M/Refund invokes refund
    M/Give_back invokes give
    take writes Stock
    give writes Stock
    pay writes Charges
    refund writes Charges
    send writes Parcels
    close writes Orders
    stock: take give
    till: pay refund
    van: send
    desk: close
"""

WORLDS: dict[str, str] = {
    "saga": SAGA,
    "pipe": PIPE,
    "pipe, second keeps": PIPE + "    b writes Notes",
    "two deliver": SAGA
    + """
    Till/Paid reaches truck
    truck emits Van/Sent
    truck emits Van/Full
    truck on Paid says Sent|Full
    """,
    "two of one service deliver": SAGA
    + """
    Till/Paid reaches truck
    truck emits Van/Sent
    truck emits Van/Full
    truck on Paid says Sent|Full
    fleet: van truck
    """,
    "one more listens": SAGA
    + """
    Till/Paid reaches mail
    mail emits Mail/Mailed
    mail on Paid says Mailed
    """,
    "outbox": """
    intake writes Orders
    Orders triggers relay
    relay emits Desk/Placed
    Desk/Placed reaches till
    till emits Till/Paid
    till emits Till/Declined
    Till/Declined reaches clerk
    Till/Paid reaches clerk
    clerk emits Desk/Closed
    clerk emits Desk/Cancelled
    till on Placed says Paid|Declined
    clerk on Declined says Cancelled
    clerk on Paid says Closed
    till writes Charges
    desk: intake relay clerk
    """,
    "machine": MACHINE,
    "machine that an event starts": """
    M is state_machine
    a emits A/First
    a writes Kept
    A/First reaches M
    M contains M/Take
    M contains M/Pay
    M/Take transitions M/Pay
    M/Take invokes take
    M/Pay invokes pay
    """,
    "machine that says an event": """
    M is state_machine
    M contains M/Take
    M contains M/Tell
    M/Take transitions M/Tell
    M/Take invokes take
    M/Tell emits Bus/Told
    Bus/Told reaches mail
    mail emits Mail/Mailed
    take writes Stock
    """,
    "saga with fields": SAGA
    + """
    told Desk/Placed: order_id colour total by desk
    told Store/Held: order_id size by store
    told Store/Short: order_id by store
    told Till/Paid: order_id amount by till
    told Till/Declined: order_id by till
    told Till/Refunded: order_id by till
    told Van/Sent: order_id by van
    told Van/Full: order_id by van
    told Store/Freed: order_id by store
    told Desk/Closed: order_id by desk
    told Desk/Cancelled: order_id by desk
    read store Desk/Placed: order_id total
    read till Store/Held: order_id size
    read van Till/Paid: order_id
    read till Van/Full: order_id
    read store Till/Refunded: order_id
    read store Till/Declined: order_id
    read desk Store/Freed: order_id
    read desk Store/Short: order_id
    read desk Van/Sent: order_id
    """,
    "saga with an amount handed on": SAGA
    + """
    told Desk/Placed: order_id total by desk
    told Store/Held: order_id amount by store
    made Store/Held.amount of Desk/Placed.total in store
    read store Desk/Placed: order_id total
    read till Store/Held: order_id amount
    """,
    "saga where much is asked for": SAGA
    + """
    told request:desk: order_id gift by desk
    told Desk/Placed: order_id by desk
    told Store/Held: order_id by store
    told Till/Paid: order_id by till
    told Van/Sent: order_id by van
    read desk request:desk: order_id
    read store Desk/Placed: order_id
    read till Store/Held: order_id
    read van Till/Paid: order_id
    """,
    "machine with fields": MACHINE
    + """
    told request:take: order_id by take
    told response:take: order_id colour by take
    told request:pay: order_id by pay
    told response:pay: receipt by pay
    told request:send: order_id by send
    told response:send: parcel by send
    read take request:take: order_id
    read pay request:pay: order_id
    read send request:send: order_id
    read M response:take: order_id
    made request:pay.order_id of response:take.order_id in M
    made request:send.order_id of response:take.order_id in M
    """,
    "packing": """
    M contains M/Pack
    M contains M/Send
    M/Pack invokes pack
    M/Send invokes send
    M/Pack transitions M/Send
    pack writes Boxes
    """,
    "undone by who began": """
    a emits A/First
    A/First reaches b
    b emits B/Second
    B/Second reaches c
    c emits C/Third
    c emits C/Lost
    C/Lost reaches a
    a emits A/Undone
    c on Second says Third|Lost
    a on Lost says Undone
    a writes Kept
    c writes Done
    """,
    "two take orders": SAGA.replace("desk emits Desk/Placed", "shop emits Desk/Placed")
    + """
    kiosk emits Desk/Placed
    kiosk writes Orders
    """,
    "one hears itself": """
    a emits A/First
    A/First reaches a
    a emits A/Second
    A/Second reaches a
    a emits A/Third
    a on First says Second
    a on Second says Third
    """,
    "machine that a desk starts": MACHINE
    + """
    counter calls M
    told request:counter: order_id by counter
    told request:M: order_id by M
    read M request:M: order_id
    told request:pay: order_id by pay
    told response:pay: receipt by pay
    read M response:pay: receipt
    read counter request:counter: order_id
    made request:pay.order_id of request:M.order_id in M
    made request:M.order_id of request:counter.order_id in counter
    """,
    "saga that tells late": SAGA
    + """
    told Desk/Placed: order_id by desk
    told Store/Held: order_id by store
    told Till/Paid: order_id by till
    told Van/Sent: order_id parcel by van
    read store Desk/Placed: order_id
    read till Store/Held: order_id
    read van Till/Paid: order_id
    read desk Van/Sent: order_id
    """,
    "outbox with fields": """
    intake writes Orders
    Orders triggers relay
    relay emits Desk/Placed
    Desk/Placed reaches till
    till emits Till/Paid
    till emits Till/Declined
    Till/Declined reaches clerk
    Till/Paid reaches clerk
    clerk emits Desk/Closed
    clerk emits Desk/Cancelled
    till on Placed says Paid|Declined
    clerk on Declined says Cancelled
    clerk on Paid says Closed
    till writes Charges
    desk: intake relay clerk
    told request:intake: order_id gift by intake
    told Desk/Placed: order_id by relay
    told Till/Paid: order_id by till
    read intake request:intake: order_id
    read till Desk/Placed: order_id
    read clerk Till/Paid: order_id
    """,
    "saga where all is read": SAGA
    + """
    told Desk/Placed: order_id colour total by desk
    read store Desk/Placed: order_id colour total
    """,
    "saga that ends in a letter": SAGA
    + """
    Van/Sent reaches letters
    """,
    "fork": """
    a emits A/First
    A/First reaches b
    A/First reaches c
    b emits B/Left
    b emits B/Short
    c emits C/Right
    B/Left reaches d
    C/Right reaches d
    B/Short reaches a
    d emits D/End
    a emits A/Gone
    b on First says Left|Short
    c on First says Right
    a on Short says Gone
    d on Left says End|
    d on Right says End| as note
    d writes Shelves
    a writes Orders
    b writes Stock
    c writes Notes
    told A/First: order_id by a
    told B/Left: order_id by b
    told C/Right: order_id by c
    read b A/First: order_id
    read c A/First: order_id
    read d B/Left: order_id
    read d C/Right: order_id
    """,
    "loans": """
    front emits Loans/Requested
    Loans/Requested reaches vault
    vault emits Vault/Located
    vault emits Vault/Absent
    Vault/Located reaches guard
    Vault/Absent reaches front
    guard emits Guard/Cleared
    guard emits Guard/Barred
    Guard/Cleared reaches porter
    Guard/Barred reaches vault
    vault emits Vault/Returned
    Vault/Returned reaches front
    porter emits Porter/Delivered
    Porter/Delivered reaches front
    Porter/Delivered reaches stats
    front emits Loans/Opened
    front emits Loans/Rejected
    vault on Requested says Located|Absent
    guard on Located says Cleared|Barred
    vault on Barred says Returned
    porter on Cleared says Delivered
    front on Delivered says Opened
    front on Absent says Rejected
    front on Returned says Rejected
    front writes Loans
    vault writes Shelves
    porter writes Rounds
    stats writes Totals
    told Loans/Requested: loan_id title by front
    told Vault/Located: loan_id by vault
    told Guard/Cleared: loan_id by guard
    told Porter/Delivered: loan_id by porter
    read vault Loans/Requested: loan_id title
    read guard Vault/Located: loan_id
    read porter Guard/Cleared: loan_id
    read front Porter/Delivered: loan_id
    """,
    "claim": """
    M contains M/Check
    M contains M/Appraise
    M contains M/Approve
    M contains M/Pay
    M contains M/Notify
    M contains M/Reopen
    M contains M/Deny
    M/Check transitions M/Appraise
    M/Appraise transitions M/Approve
    M/Approve transitions M/Pay
    M/Pay transitions M/Notify
    M/Approve transitions M/Deny Catch
    M/Pay transitions M/Reopen Catch
    M/Reopen transitions M/Deny
    M/Check invokes check
    M/Appraise invokes appraise
    M/Approve invokes approve
    M/Pay invokes pay
    M/Notify invokes notify
    M/Reopen invokes reopen
    M/Deny invokes deny
    check reads Policies
    appraise writes Visits
    approve writes Claims
    reopen writes Claims
    deny writes Claims
    pay writes Payments
    notify writes Letters
    policy: check
    field: appraise
    desk: approve reopen deny
    bank: pay
    mail: notify
    told request:approve: claim_id by approve
    told response:approve: claim_id amount by approve
    told request:pay: claim_id amount by pay
    read pay request:pay: claim_id amount
    read approve request:approve: claim_id
    made request:pay.amount of response:approve.amount in M
    """,
    "food": """
    app emits App/Ordered
    App/Ordered reaches kitchen
    App/Ordered reaches rider
    kitchen emits Kitchen/Cooked
    kitchen emits Kitchen/SoldOut
    rider emits Rider/Assigned
    Kitchen/Cooked reaches handover
    Rider/Assigned reaches handover
    handover emits Handover/Given
    Handover/Given reaches app
    Kitchen/SoldOut reaches rider
    rider emits Rider/Freed
    Rider/Freed reaches app
    app emits App/Finished
    app emits App/CalledOff
    kitchen on Ordered says Cooked|SoldOut
    rider on Ordered says Assigned
    rider on SoldOut says Freed
    handover on Cooked says Given|
    handover on Assigned says Given| as note
    app on Given says Finished
    app on Freed says CalledOff
    app writes Orders
    kitchen writes Tickets
    rider writes Shifts
    handover writes Handovers
    """,
    "depot": """
    M is state_machine
    shop emits Shop/Ordered
    shop writes Orders
    Shop/Ordered reaches M
    M contains M/Pick
    M contains M/Pack
    M contains M/Tell
    M/Pick transitions M/Pack
    M/Pack transitions M/Tell
    M/Pick invokes pick
    M/Pack invokes pack
    M/Tell emits Depot/Packed
    Depot/Packed reaches carrier
    carrier emits Carrier/Collected
    carrier emits Carrier/Missed
    carrier on Packed says Collected|Missed
    Carrier/Collected reaches shop
    Carrier/Missed reaches shop
    shop emits Shop/Closed
    shop emits Shop/Complained
    shop on Collected says Closed
    shop on Missed says Complained
    pick writes Bins
    pack writes Boxes
    carrier writes Parcels
    store: pick pack
    """,
    "apart": PIPE + "    x calls y",
}

QUESTIONS = """
insert-step X --between Placed Held
    saga
    owner = doer
    owner      X desk            | X desk       | desk>X X>desk
    doer       X store           | X store      | store>X X>store
    listeners  X store desk      | no           | X>desk store>X desk>X
    between    X store desk      | no           | X>desk store>X desk>X

insert-step X --between Placed Held --can-refuse no
    saga
    listeners = owner = doer
    owner      X desk            | X desk       | desk>X X>desk
    doer       X store           | X store      | store>X X>store
    listeners  X store           | X store      | X>desk store>X
    between    X store           | no           | X>desk store>X

insert-step X --between Held Paid
    saga
    doer = owner
    owner      X store           | X store      | store>X X>store
    doer       X till            | X till       | till>X X>till
    listeners  X till store      | no           | X>store till>X store>X
    between    X till store      | no           | X>store till>X store>X

insert-step X --between Held Paid --can-refuse no
    saga
    listeners = owner = doer
    owner      X store           | X store      | store>X X>store
    doer       X till            | X till       | till>X X>till
    listeners  X till            | X till       | X>store till>X
    between    X till            | no           | X>store till>X

insert-step X --between Sent Closed
    saga
    owner
    owner      X van             | X van        | van>X X>van
    doer       X desk van        | X van desk   | desk>X X>desk van>desk
    listeners  X desk van        | no           | X>van desk>X van>X
    between    X desk van        | no           | X>van desk>X van>X

insert-step X --between Sent Closed --can-refuse no
    saga
    listeners = owner = doer
    owner      X van             | X van        | van>X X>van
    doer       X desk            | X desk       | desk>X X>desk
    listeners  X desk            | X desk       | X>van desk>X
    between    X desk            | no           | X>van desk>X

insert-step X --between Second Third
    pipe
    owner = doer
    owner      X b a             | X a b        | b>X X>b a>b
    doer       X c a             | X a c        | c>X X>c a>c
    listeners  X c a             | no           | X>b c>X a>X
    between    X c a             | no           | X>b c>X a>X

insert-step X --between Second Third
    pipe, second keeps
    owner
    owner      X b a             | X a b        | b>X X>b a>b
    doer       X c b a           | X a b c      | c>X X>c b>c a>b
    listeners  X c b a           | no           | X>b c>X b>X a>b

insert-step X --between First Second
    pipe
    owner
    owner      X a               | X a          | a>X X>a
    doer       X b a             | X a b        | b>X X>b a>b
    listeners  X b a             | no           | X>a b>X a>X

insert-step X --between First Second --can-refuse no
    pipe
    listeners = owner = doer
    owner      X a               | X a          | a>X X>a
    doer       X b               | X b          | b>X X>b
    listeners  X b               | X b          | X>a b>X
    between    X b               | no           | X>a b>X

insert-step X --between Paid Sent
    two deliver
    owner
    owner      X till            | X till       | till>X X>till
    doer       X van truck       | X van
    listeners  X van truck till  | no

insert-step X --between Paid Sent --can-refuse no
    two deliver
    owner
    owner      X till            | X till       | till>X X>till
    doer       X van truck       | X van
    listeners  X van truck       | X van

insert-step X --between Paid Sent
    two of one service deliver
    doer = owner
    owner      X till            | X till       | till>X X>till
    doer       X fleet           | X fleet      | fleet>X X>fleet
    listeners  X fleet till      | no           | X>till fleet>X till>X

insert-step X --between Paid Sent --can-refuse no
    one more listens
    listeners = doer = owner
    owner      X till            | X till       | till>X X>till
    doer       X van             | X van        | van>X X>van
    listeners  X van             | X van        | X>till van>X

insert-step X --between Placed Paid
    outbox
    owner = doer
    owner      X desk            | X desk       | desk>X X>desk
    doer       X till            | X till       | till>X X>till
    listeners  X till desk       | no           | X>desk till>X desk>X

insert-step X --between Placed Paid --can-refuse no
    outbox
    listeners = owner = doer
    owner      X desk            | X desk       | desk>X X>desk
    doer       X till            | X till       | till>X X>till
    listeners  X till            | X till       | X>desk till>X

insert-step X --between Take Pay
    machine
    workflow = task
    workflow   X M               | X M          | M>X
    task       X till            | X till       | till>X

insert-step X --between Take Pay --can-refuse no
    machine
    workflow
    workflow    X M               | X M          | M>X
    task       X till            | X till       | till>X

insert-step X --between Send Close
    machine
    workflow
    workflow   X M van           | X M          | M>X

insert-step X --between Send Close --can-refuse no
    machine
    workflow
    workflow    X M               | X M          | M>X

insert-step X --between Refunded Freed --can-refuse no
    saga
    listeners = owner = doer
    owner      X till            | X till       | till>X X>till
    doer       X store           | X store      | store>X X>store
    listeners  X store           | X store      | X>till store>X

insert-step X --between Refunded Freed
    saga
    listeners = owner = doer
    owner      X till            | X till       | till>X X>till
    doer       X store           | X store      | store>X X>store
    listeners  X store           | X store      | X>till store>X

insert-step X --between Refund 'Give back' --can-refuse no
    machine
    workflow
    workflow    X M               | X M          | M>X

insert-step X --between First Take --can-refuse no
    machine that an event starts
    workflow
    workflow    X M               | X M          | M>X
    owner      X a               | X a          | a>X X>a

insert-step X --between Tell Mail --can-refuse no
    machine that says an event
    workflow = listeners
    workflow    X M               | X M          | M>X
    listeners  X mail            | X mail       | X>M mail>X
    owner      -
    hears      -

add-compensated-step X --between Held Paid --can-refuse no
    saga
    hears = owner = doer
    hears      X store           | X store      | X>store store>X X>till
    owner      X store           | X store      | store>X X>store
    doer       X till            | X till       | till>X X>till
    listeners  X till store      | X store till | X>store till>X store>X X>till

add-compensated-step X --between Paid Sent --can-refuse no
    saga
    hears = owner = doer
    hears      X till            | X till       | X>till till>X X>van
    owner      X till            | X till       | till>X X>till
    doer       X van             | X van        | van>X X>van
    listeners  X van till        | X till van   | X>till van>X till>X X>van

add-compensated-step X --between Placed Held
    saga
    owner = doer
    owner      X desk            | X desk       | desk>X X>desk
    doer       X store           | X store      | store>X X>store
    listeners  X store desk      | no

add-compensated-step X --between Take Pay --can-refuse no
    machine
    workflow
    workflow    X M               | X M          | M>X

add-compensated-step X --between Take Pay
    machine
    workflow
    workflow    X M               | X M          | M>X

add-compensated-step X --between First Second --can-refuse no
    pipe
    hears
    hears      X                 | X            | X>a
    owner      X a               | X a          | a>X X>a
    doer       X b               | X b          | b>X X>b
    listeners  X b               | X b          | X>a b>X

add-consumer Sent audit
    saga
    only
    only       audit             | audit        | audit>van

add-consumer Pack audit
    packing
    only
    only       audit M           | audit M      | M>audit

add-consumer Told audit
    machine that says an event
    only
    only       audit             | audit        | audit>M

add-consumer Paid audit --needs amount
    saga with fields
    only
    only       audit             | audit        | audit>till

add-consumer Paid audit --needs colour
    saga with fields
    only
    only       audit             | audit        | audit>till audit>desk

add-consumer Paid audit --needs height
    saga with fields
    only
    only       audit desk        | desk audit

add-consumer Paid audit --needs gift
    saga where much is asked for
    only
    only       audit desk        | desk audit   | audit>till audit>desk

insert-step X --between Held Paid --can-refuse no --needs size
    saga with fields
    listeners = owner = doer
    owner      X store           | X store      | store>X X>store
    doer       X till            | X till       | till>X X>till
    listeners  X till            | X till       | X>store till>X

insert-step X --between Held Paid --can-refuse no --needs colour
    saga with fields
    listeners = owner
    owner      X store           | X store      | store>X X>store
    doer       X till            | X till       | till>X X>till X>desk
    listeners  X till            | X till       | X>store till>X X>desk

insert-step X --between Placed Held --can-refuse no --needs gift
    saga where much is asked for
    owner
    owner      X desk            | X desk       | desk>X X>desk
    doer       X store desk      | desk X store
    listeners  X store desk      | desk X store | X>desk store>X

insert-step X --between Held Paid --can-refuse no --needs gift
    saga where much is asked for
    listeners = owner = doer
    owner      X store desk      | desk X store
    doer       X till desk       | desk X till
    listeners  X till desk       | desk X till

insert-step X --between Pay Send --can-refuse no --needs colour
    machine with fields
    workflow
    workflow    X M               | X M          | M>X
    task       X van M           | M X van      | van>X

insert-step X --between Pay Send --can-refuse no --needs height
    machine with fields
    workflow
    workflow    X M               | X M          | M>X

new-field size --from store --for till
    saga with fields
    only
    only       till              | till         |

new-field colour --from desk --for store
    saga with fields
    only
    only       store             | store        |

new-field colour --from desk --for till
    saga with fields
    only
    only       till              | till         | till>desk

new-field height --from desk --for till
    saga with fields
    only
    only       desk till         | desk till    | till>desk

new-field height --from desk --for store
    saga with fields
    only
    only       desk store        | desk store   |

new-field colour --from stock --for van
    machine with fields
    only
    only       M van             |

new-field height --from stock --for van
    machine with fields
    only
    only       stock M van       |

new-field height --from x --for b
    apart
    refused

wait-for-person --at Paid
    saga
    doer = owner
    doer       till              | till         |
    owner      store             | store        |

wait-for-person --at Pay
    machine
    workflow = again
    workflow    M till            | till M
    again       M till            | till M
    task        till              | till

expire-step Held Paid
    saga
    answer
    answer     store till        | till store
    gives      till              | till         |

expire-step Take Pay
    machine
    decides
    decides    M stock till      | stock till M
    says       M till            | till M
    looks      M till            | M till

swap-steps Held Paid
    saga
    both
    both       desk store till van | van till desk store
    hears      desk store till van | no

swap-steps Paid Sent
    saga
    both
    both       desk store till van | desk van store till
    hears      desk store till van | no

swap-steps Take Pay
    machine
    only
    only       M                 | M            |

swap-steps Pay Send
    machine
    only
    only       M van             | van M        |

swap-steps First Second
    pipe
    only
    only       a b c             | ?

remove-step Paid
    saga
    hears
    hears      till van store    | no
    doing      till              | till

remove-step Closed
    saga
    only
    only       desk              | desk         |

remove-step Pay
    machine
    only
    only       M till            | M till       |

parallel-steps Paid Sent
    saga
    keeps
    keeps      van store         | van store    |
    both       desk till van store | desk till van store | desk>till

remove-step Mailed
    one more listens
    hears
    hears      mail              | mail         |
    doing      -

remove-step Second
    pipe
    hears
    hears      b c               | c b
    doing      b                 | b

parallel-steps Take Pay
    machine
    only
    only       M                 | M            |

change-retry Paid
    saga
    only
    only       till              | till         |

change-timeout Paid
    saga
    only
    only       till              | till         |

change-retry Pay
    machine
    only
    only       M                 | M            |

change-timeout Pay
    machine
    only
    only       M till            |

rename-field Placed.total
    saga with an amount handed on
    time = maps
    time       desk store till   |
    maps       desk store        | desk store

remove-field Placed.total
    saga with an amount handed on
    only
    only       desk store till   |

retype-field Placed.total
    saga with an amount handed on
    only
    only       desk store till   |

rename-field response:take.order_id
    machine with fields
    time = maps
    time       stock M till van  |
    maps       stock M           | stock M

remove-field response:take.order_id
    machine with fields
    only
    only       stock M till van  |

rename-field Placed.colour
    saga with fields
    only
    only       desk              | desk         |

insert-step X --between Held Paid --can-refuse no & add-consumer Sent audit
    saga
    any
    any        X till audit      | X till       | audit>van

rename-field Placed.total & change-retry Paid
    saga with fields
    any
    any        desk store till   |

insert-step X --between Placed Held & insert-step Y --between Held Paid
    saga
    any
    any        X Y store         | X store      | store>X store>Y

remove-step Closed & add-consumer Paid audit
    saga
    any
    any        desk audit        |

add-compensated-step X --between First Second --can-refuse no
    undone by who began
    hears = owner
    hears      X a               | X a          | X>a a>X X>c
    owner      X a               | X a          | a>X X>a
    doer       X b a             | X a b        | b>X X>b a>X X>c
    listeners  X b a             | X a b        | X>a b>X a>X X>c

add-compensated-step X --between First Second
    undone by who began
    owner
    owner      X a               | X a          | a>X X>a
    doer       X b a             | X a b

insert-step X --between Placed Held
    two take orders
    doer
    owner      X shop kiosk      | X shop       | shop>X X>shop kiosk>X X>kiosk
    doer       X store           | X store      | store>X X>store

insert-step X --between Placed Held --can-refuse no
    two take orders
    listeners = doer
    owner      X shop kiosk      | X shop       | shop>X X>shop kiosk>X X>kiosk
    doer       X store           | X store      | store>X X>store
    listeners  X store           | X store      | X>shop X>kiosk store>X

wait-for-person --at Sent
    two deliver
    owner
    owner      till              | till         |
    doer       van truck         | van          |

remove-step First
    one hears itself
    only
    only       a                 | ?

insert-step X --between Pay Send --can-refuse no --needs height
    machine that a desk starts
    workflow
    workflow   X M counter       | counter X M  | M>X

add-consumer Pay audit --needs height
    machine that a desk starts
    workflow
    workflow   audit M counter   | counter audit M | M>audit

add-consumer Pay audit --needs receipt
    machine that a desk starts
    workflow
    workflow   audit M           | audit M      | M>audit
    task       audit till        | audit till   | till>audit

insert-step X --between Held Paid --can-refuse no --needs parcel
    saga that tells late
    listeners = doer = owner
    owner      X store desk      | desk X store
    doer       X till desk       | desk X till
    listeners  X till desk       | desk X till  | X>store till>X X>desk

add-consumer Held audit --needs parcel
    saga that tells late
    only
    only       audit             | audit        | audit>store audit>van

insert-step X --between Placed Paid --can-refuse no --needs gift
    outbox with fields
    owner
    owner      X desk            | X desk       | desk>X X>desk
    doer       X till desk       | desk X till
    listeners  X till desk       | desk X till  | X>desk till>X

insert-step X --between Sent Letters --can-refuse no
    saga that ends in a letter
    listeners = doer = owner
    owner      X van             | X van        | van>X X>van
    doer       X letters         | X letters    | letters>X X>letters
    listeners  X letters         | X letters    | X>van letters>X

insert-step X --between Refund 'Give back'
    machine
    workflow
    workflow   X M               | X M          | M>X

expire-step Held Paid
    two take orders
    only
    only       store till        | till store   |

rename-field Placed.colour & retype-field Placed.total
    saga where all is read
    any
    any        desk store        | desk store   |

remove-field Placed.total & rename-field Placed.colour
    saga where all is read
    any
    any        desk store        | no           |

insert-step X --between Held Paid & insert-step Y --between Paid Sent
    saga
    any
    any        X Y till          | X till       |

insert-step X --between Take Pay & add-consumer Send audit
    machine
    any
    any        X M audit         | X M          |

insert-step X --between Take Pay --can-refuse no --needs receipt
    machine that a desk starts
    workflow
    workflow   X M counter       | counter X M  | M>X

add-consumer Take audit --needs receipt
    machine that a desk starts
    workflow
    workflow   audit M counter   | counter audit M | M>audit
    task       audit M counter stock | counter M audit stock | stock>audit

add-compensated-step X --between Held Paid
    saga
    doer
    owner      X store           | X store      | store>X X>store
    doer       X till            | X till       | till>X X>till

add-compensated-step X --between Paid Sent
    saga
    owner
    owner      X till            | X till       | till>X X>till
    doer       X van             | X van        | van>X X>van

insert-step X --between First Left
    fork
    owner
    owner      X a               | X a          | a>X X>a
    doer       X b               | X b          | b>X X>b
    listeners  X b a             | no           | X>a b>X a>X

insert-step X --between Left End --can-refuse no
    fork
    listeners = doer = owner
    owner      X b               | X b          | b>X X>b
    doer       X d               | X d          | d>X X>d
    listeners  X d               | X d          | X>b d>X

remove-step Left
    fork
    hears
    hears      a b d             | no
    doing      b                 | b

add-compensated-step X --between Right End --can-refuse no
    fork
    hears
    hears      X                 | X            | X>c
    owner      X c               | X c          | c>X X>c

new-field shelf --from b --for d
    fork
    only
    only       b d               | b d          |

new-field shelf --from c --for b
    fork
    only
    only       c b               | c b          | b>c

wait-for-person --at End
    fork
    doer
    doer       d                 | d            |
    owner      -

expire-step First Left
    fork
    only
    only       a b               | b a          |

change-retry End
    fork
    only
    only       d                 | d            |

insert-step X --between Left End --needs order_id
    fork
    owner
    owner      X b               | X b          | b>X X>b

insert-step ethics --between Located Cleared
    loans
    only
    only       ethics guard |

insert-step scan --between Cleared Delivered --can-refuse no
    loans
    only
    only       scan porter |

insert-step seal --between Cleared Delivered
    loans
    only
    only       seal guard |

add-consumer Delivered museum
    loans
    only
    only       museum |

remove-step Cleared
    loans
    only
    only       guard porter vault |

swap-steps Located Cleared
    loans
    only
    only       front guard porter vault |

parallel-steps Located Cleared
    loans
    only
    only       guard |

wait-for-person --at Cleared
    loans
    only
    only       guard |

expire-step Located Cleared
    loans
    only
    only       guard vault |

new-field shelf --from vault --for porter
    loans
    only
    only       porter vault |

insert-step audit --between Approve Pay
    claim
    only
    only       audit M |

swap-steps Check Appraise
    claim
    only
    only       M |

parallel-steps Check Appraise
    claim
    only
    only       M |

remove-step Appraise
    claim
    only
    only       M field |

wait-for-person --at Pay
    claim
    only
    only       M bank |

add-consumer Pay ledger --needs amount
    claim
    only
    only       M ledger |

change-timeout Appraise
    claim
    only
    only       M field |

insert-step allergy --between Ordered Cooked
    food
    only
    only       allergy app |

remove-step Assigned
    food
    only
    only       app handover rider |

insert-step X --between Cooked Given --can-refuse no & add-consumer Given loyalty
    food
    any
    any        X handover loyalty |

insert-step weigh --between Tell Collected --can-refuse no
    depot
    workflow = listeners
    workflow   weigh M | weigh M
    listeners  weigh carrier | weigh carrier

add-consumer Packed insurer & change-retry Collected
    depot
    any
    any        insurer carrier |
"""
