-- The tables of the demo shop Kilometre Paris. They are shaped like a real shop's, awkward corners included:
-- addresses shared by a household, one parcel for two customers' orders, composite keys, an order that replaces
-- another one, a key of value 0, rows known by e-mail only, and columns of every usual type.

CREATE TABLE customers (
    customer_id bigint PRIMARY KEY,
    customer_number text NOT NULL UNIQUE,
    email text NOT NULL UNIQUE,
    phone text UNIQUE,
    title text,
    first_name text NOT NULL,
    last_name text NOT NULL,
    date_of_birth date,
    language text NOT NULL DEFAULT 'fr',
    password_hash text NOT NULL,
    preferences jsonb NOT NULL DEFAULT '{}',
    referred_by bigint REFERENCES customers (customer_id),
    processing_restricted boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    email_since timestamptz NOT NULL,
    last_seen_at timestamptz
);

CREATE TABLE addresses (
    address_id bigint PRIMARY KEY,
    recipient text NOT NULL,
    line1 text NOT NULL,
    line2 text,
    postal_code text NOT NULL,
    city text NOT NULL,
    country char(2) NOT NULL DEFAULT 'FR',
    door_code text
);

CREATE TABLE customer_addresses (
    customer_id bigint NOT NULL REFERENCES customers (customer_id),
    address_id bigint NOT NULL REFERENCES addresses (address_id),
    label text NOT NULL,
    is_default boolean NOT NULL,
    PRIMARY KEY (customer_id, address_id)
);

CREATE TABLE orders (
    order_id bigint PRIMARY KEY,
    order_number text NOT NULL UNIQUE,
    customer_id bigint REFERENCES customers (customer_id),  -- null: ordered as a guest
    guest_email text,
    status text NOT NULL,
    currency char(3) NOT NULL DEFAULT 'EUR',
    total numeric(10, 2) NOT NULL,
    shipping_address_id bigint NOT NULL REFERENCES addresses (address_id),
    billing_address_id bigint NOT NULL REFERENCES addresses (address_id),
    replaces_order_id bigint REFERENCES orders (order_id),  -- an exchange, entered by the shop without a customer
    gift_message text,
    placed_at timestamptz NOT NULL
);

CREATE TABLE order_lines (
    order_id bigint NOT NULL REFERENCES orders (order_id),
    line_no smallint NOT NULL,
    sku text NOT NULL,
    description text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price numeric(10, 2) NOT NULL,
    vat_rate numeric(4, 3) NOT NULL,
    engraving text,
    PRIMARY KEY (order_id, line_no)
);

CREATE TABLE shipments (  -- one parcel may hold lines of several orders of a household
    shipment_id bigint PRIMARY KEY,
    carrier text NOT NULL,
    tracking_number text NOT NULL UNIQUE,
    address_id bigint NOT NULL REFERENCES addresses (address_id),
    shipped_at timestamptz NOT NULL,
    delivered_at timestamptz
);

CREATE TABLE shipment_lines (
    shipment_id bigint NOT NULL REFERENCES shipments (shipment_id),
    order_id bigint NOT NULL,
    line_no smallint NOT NULL,
    quantity integer NOT NULL,
    PRIMARY KEY (shipment_id, order_id, line_no),
    FOREIGN KEY (order_id, line_no) REFERENCES order_lines (order_id, line_no)
);

CREATE TABLE invoices (
    invoice_number text PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders (order_id),
    billed_to text NOT NULL,
    billed_address text NOT NULL,
    net numeric(10, 2) NOT NULL,
    vat numeric(10, 2) NOT NULL,
    issued_on date NOT NULL
);

CREATE TABLE payments (  -- card numbers stay with the payment service
    payment_id uuid PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders (order_id),
    provider text NOT NULL,
    method text NOT NULL,
    provider_reference text NOT NULL,
    amount numeric(10, 2) NOT NULL,
    status text NOT NULL,
    paid_at timestamptz NOT NULL
);

CREATE TABLE refunds (
    refund_id bigint PRIMARY KEY,
    payment_id uuid NOT NULL REFERENCES payments (payment_id),
    amount numeric(10, 2) NOT NULL,
    reason text NOT NULL,
    refunded_at timestamptz NOT NULL
);

CREATE TABLE carts (
    cart_id uuid PRIMARY KEY,
    customer_id bigint REFERENCES customers (customer_id),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE cart_lines (
    cart_id uuid NOT NULL REFERENCES carts (cart_id),
    sku text NOT NULL,
    quantity integer NOT NULL,
    PRIMARY KEY (cart_id, sku)
);

CREATE TABLE wish_list_items (
    customer_id bigint NOT NULL REFERENCES customers (customer_id),
    sku text NOT NULL,
    note text NOT NULL DEFAULT '',
    added_at timestamptz NOT NULL,
    PRIMARY KEY (customer_id, sku)
);

CREATE TABLE reviews (
    review_id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (customer_id),
    sku text NOT NULL,
    rating smallint NOT NULL CHECK (rating BETWEEN 0 AND 5),
    headline text NOT NULL,
    body text NOT NULL,
    published_name text NOT NULL,
    photo bytea,
    published_at timestamptz NOT NULL
);

CREATE TABLE review_votes (
    review_id bigint NOT NULL REFERENCES reviews (review_id),
    customer_id bigint NOT NULL REFERENCES customers (customer_id),
    helpful boolean NOT NULL,
    voted_at timestamptz NOT NULL,
    PRIMARY KEY (review_id, customer_id)
);

CREATE TABLE newsletter_subscriptions (  -- known by e-mail: one may subscribe without an account
    email text PRIMARY KEY,
    language text NOT NULL,
    topics text[] NOT NULL,
    subscribed_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    unsubscribed_at timestamptz
);

CREATE TABLE consents (
    consent_id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (customer_id),
    purpose text NOT NULL,
    given boolean NOT NULL,
    wording_version text NOT NULL,
    ip inet,
    recorded_at timestamptz NOT NULL
);

CREATE TABLE marketing_messages (
    message_id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (customer_id),
    campaign text NOT NULL,
    sent_to text NOT NULL,
    sent_at timestamptz NOT NULL,
    opened_at timestamptz
);

CREATE TABLE support_threads (
    thread_id bigint PRIMARY KEY,
    topic text NOT NULL,
    order_id bigint REFERENCES orders (order_id),
    internal_note text,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz
);

CREATE TABLE support_participants (  -- a household may write into one thread together
    thread_id bigint NOT NULL REFERENCES support_threads (thread_id),
    customer_id bigint NOT NULL REFERENCES customers (customer_id),
    joined_at timestamptz NOT NULL,
    PRIMARY KEY (thread_id, customer_id)
);

CREATE TABLE support_messages (
    message_id bigint PRIMARY KEY,
    thread_id bigint NOT NULL REFERENCES support_threads (thread_id),
    author_id bigint NOT NULL REFERENCES customers (customer_id),
    body text NOT NULL,
    quoted_words text,  -- what somebody else in the thread had written
    sent_at timestamptz NOT NULL
);

CREATE TABLE support_replies (
    reply_id bigint PRIMARY KEY,
    message_id bigint NOT NULL REFERENCES support_messages (message_id),
    agent_name text NOT NULL,
    body text NOT NULL,
    sent_at timestamptz NOT NULL
);

CREATE TABLE disputes (
    dispute_id bigint PRIMARY KEY,
    order_id bigint NOT NULL REFERENCES orders (order_id),
    kind text NOT NULL,
    claim text NOT NULL,
    opposing_party text,
    status text NOT NULL,
    opened_on date NOT NULL
);

CREATE TABLE authorised_applications (
    grant_id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (customer_id),
    application text NOT NULL,
    scopes text[] NOT NULL,
    token_hash bytea NOT NULL,
    granted_at timestamptz NOT NULL,
    revoked_at timestamptz
);

CREATE TABLE connection_log (
    entry_id bigint PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customers (customer_id),
    at timestamptz NOT NULL,
    ip inet NOT NULL,
    user_agent text NOT NULL,
    succeeded boolean NOT NULL
);

CREATE TABLE product_views (
    customer_id bigint NOT NULL REFERENCES customers (customer_id),
    viewed_at timestamptz NOT NULL,
    sku text NOT NULL,
    seconds double precision NOT NULL,
    PRIMARY KEY (customer_id, viewed_at)
);

CREATE TABLE customer_profiles (  -- computed by the shop: inferred, not provided
    customer_id bigint PRIMARY KEY REFERENCES customers (customer_id),
    segment text NOT NULL,
    churn_risk double precision NOT NULL,
    interests jsonb NOT NULL,
    computed_at timestamptz NOT NULL
);

CREATE TABLE fraud_scores (
    order_id bigint PRIMARY KEY REFERENCES orders (order_id),
    score smallint NOT NULL,
    signals jsonb NOT NULL,
    decided_by text NOT NULL,
    scored_at timestamptz NOT NULL
);

CREATE TABLE products (  -- nothing personal: not in the map
    sku text PRIMARY KEY,
    title text NOT NULL,
    price numeric(10, 2) NOT NULL
);

CREATE INDEX ON customer_addresses (address_id);
CREATE INDEX ON orders (customer_id);
CREATE INDEX ON orders (guest_email);
CREATE INDEX ON orders (replaces_order_id);
CREATE INDEX ON shipment_lines (order_id, line_no);
CREATE INDEX ON invoices (order_id);
CREATE INDEX ON payments (order_id);
CREATE INDEX ON refunds (payment_id);
CREATE INDEX ON carts (customer_id);
CREATE INDEX ON reviews (customer_id);
CREATE INDEX ON review_votes (customer_id);
CREATE INDEX ON consents (customer_id);
CREATE INDEX ON marketing_messages (customer_id);
CREATE INDEX ON support_participants (customer_id);
CREATE INDEX ON support_messages (author_id);
CREATE INDEX ON support_replies (message_id);
CREATE INDEX ON disputes (order_id);
CREATE INDEX ON authorised_applications (customer_id);
CREATE INDEX ON connection_log (customer_id);
