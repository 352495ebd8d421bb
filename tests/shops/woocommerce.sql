-- Tables with the names that WooCommerce 8 and WordPress 6 use, as far as they hold personal data; types simplified.

CREATE TABLE `wp_users` (
  `ID` BIGINT NOT NULL,
  `user_login` VARCHAR(255),
  `user_pass` VARCHAR(255),
  `user_nicename` VARCHAR(255),
  `user_email` VARCHAR(255),
  `user_url` VARCHAR(255),
  `user_registered` DATETIME,
  `user_activation_key` VARCHAR(255),
  `user_status` BIGINT,
  `display_name` VARCHAR(255),
  PRIMARY KEY (`ID`)
);

CREATE TABLE `wp_usermeta` (
  `umeta_id` BIGINT NOT NULL,
  `user_id` BIGINT,
  `meta_key` VARCHAR(255),
  `meta_value` TEXT,
  PRIMARY KEY (`umeta_id`)
);

CREATE TABLE `wp_wc_customer_lookup` (
  `customer_id` BIGINT NOT NULL,
  `user_id` BIGINT,
  `username` VARCHAR(255),
  `first_name` VARCHAR(255),
  `last_name` VARCHAR(255),
  `email` VARCHAR(255),
  `date_last_active` DATETIME,
  `date_registered` DATETIME,
  `country` VARCHAR(255),
  `postcode` VARCHAR(255),
  `city` VARCHAR(255),
  `state` VARCHAR(255),
  PRIMARY KEY (`customer_id`)
);

CREATE TABLE `wp_wc_orders` (
  `id` BIGINT NOT NULL,
  `status` VARCHAR(255),
  `currency` VARCHAR(255),
  `type` VARCHAR(255),
  `tax_amount` DECIMAL(20,6),
  `total_amount` DECIMAL(20,6),
  `customer_id` BIGINT,
  `billing_email` VARCHAR(255),
  `date_created_gmt` DATETIME,
  `date_updated_gmt` DATETIME,
  `parent_order_id` BIGINT,
  `payment_method` VARCHAR(255),
  `payment_method_title` VARCHAR(255),
  `transaction_id` VARCHAR(255),
  `ip_address` VARCHAR(255),
  `user_agent` TEXT,
  `customer_note` TEXT,
  PRIMARY KEY (`id`)
);

CREATE TABLE `wp_wc_order_addresses` (
  `id` BIGINT NOT NULL,
  `order_id` BIGINT,
  `address_type` VARCHAR(255),
  `first_name` VARCHAR(255),
  `last_name` VARCHAR(255),
  `company` VARCHAR(255),
  `address_1` VARCHAR(255),
  `address_2` VARCHAR(255),
  `city` VARCHAR(255),
  `state` VARCHAR(255),
  `postcode` VARCHAR(255),
  `country` VARCHAR(255),
  `email` VARCHAR(255),
  `phone` VARCHAR(255),
  PRIMARY KEY (`id`)
);

CREATE TABLE `wp_wc_order_operational_data` (
  `id` BIGINT NOT NULL,
  `order_id` BIGINT,
  `created_via` VARCHAR(255),
  `woocommerce_version` VARCHAR(255),
  `prices_include_tax` SMALLINT,
  `coupon_usages_are_counted` SMALLINT,
  `download_permission_granted` SMALLINT,
  `cart_hash` VARCHAR(255),
  `new_order_email_sent` SMALLINT,
  `order_key` VARCHAR(255),
  `order_stock_reduced` SMALLINT,
  `date_paid_gmt` DATETIME,
  `date_completed_gmt` DATETIME,
  `shipping_tax_amount` DECIMAL(20,6),
  `shipping_total_amount` DECIMAL(20,6),
  `discount_tax_amount` DECIMAL(20,6),
  `discount_total_amount` DECIMAL(20,6),
  `recorded_sales` SMALLINT,
  PRIMARY KEY (`id`)
);

CREATE TABLE `wp_wc_orders_meta` (
  `id` BIGINT NOT NULL,
  `order_id` BIGINT,
  `meta_key` VARCHAR(255),
  `meta_value` TEXT,
  PRIMARY KEY (`id`)
);

CREATE TABLE `wp_woocommerce_order_items` (
  `order_item_id` BIGINT NOT NULL,
  `order_item_name` TEXT,
  `order_item_type` VARCHAR(255),
  `order_id` BIGINT,
  PRIMARY KEY (`order_item_id`)
);

CREATE TABLE `wp_woocommerce_order_itemmeta` (
  `meta_id` BIGINT NOT NULL,
  `order_item_id` BIGINT,
  `meta_key` VARCHAR(255),
  `meta_value` TEXT,
  PRIMARY KEY (`meta_id`)
);

CREATE TABLE `wp_wc_order_stats` (
  `order_id` BIGINT NOT NULL,
  `parent_id` BIGINT,
  `date_created` DATETIME,
  `date_created_gmt` DATETIME,
  `date_paid` DATETIME,
  `date_completed` DATETIME,
  `num_items_sold` BIGINT,
  `total_sales` DECIMAL(20,6),
  `tax_total` DECIMAL(20,6),
  `shipping_total` DECIMAL(20,6),
  `net_total` DECIMAL(20,6),
  `returning_customer` SMALLINT,
  `status` VARCHAR(255),
  `customer_id` BIGINT,
  PRIMARY KEY (`order_id`)
);

CREATE TABLE `wp_wc_order_product_lookup` (
  `order_item_id` BIGINT NOT NULL,
  `order_id` BIGINT,
  `product_id` BIGINT,
  `variation_id` BIGINT,
  `customer_id` BIGINT,
  `date_created` DATETIME,
  `product_qty` BIGINT,
  `product_net_revenue` DECIMAL(20,6),
  `product_gross_revenue` DECIMAL(20,6),
  `coupon_amount` DECIMAL(20,6),
  `tax_amount` DECIMAL(20,6),
  `shipping_amount` DECIMAL(20,6),
  `shipping_tax_amount` DECIMAL(20,6),
  PRIMARY KEY (`order_item_id`)
);

CREATE TABLE `wp_wc_order_coupon_lookup` (
  `order_id` BIGINT NOT NULL,
  `coupon_id` BIGINT NOT NULL,
  `date_created` DATETIME,
  `discount_amount` DECIMAL(20,6),
  PRIMARY KEY (`order_id`, `coupon_id`)
);

CREATE TABLE `wp_wc_order_tax_lookup` (
  `order_id` BIGINT NOT NULL,
  `tax_rate_id` BIGINT NOT NULL,
  `date_created` DATETIME,
  `shipping_tax` DECIMAL(20,6),
  `order_tax` DECIMAL(20,6),
  `total_tax` DECIMAL(20,6),
  PRIMARY KEY (`order_id`, `tax_rate_id`)
);

CREATE TABLE `wp_woocommerce_downloadable_product_permissions` (
  `permission_id` BIGINT NOT NULL,
  `download_id` VARCHAR(255),
  `product_id` BIGINT,
  `order_id` BIGINT,
  `order_key` VARCHAR(255),
  `user_email` VARCHAR(255),
  `user_id` BIGINT,
  `downloads_remaining` VARCHAR(255),
  `access_granted` DATETIME,
  `access_expires` DATETIME,
  `download_count` BIGINT,
  PRIMARY KEY (`permission_id`)
);

CREATE TABLE `wp_wc_download_log` (
  `download_log_id` BIGINT NOT NULL,
  `timestamp` DATETIME,
  `permission_id` BIGINT,
  `user_id` BIGINT,
  `user_ip_address` VARCHAR(255),
  PRIMARY KEY (`download_log_id`)
);

CREATE TABLE `wp_woocommerce_payment_tokens` (
  `token_id` BIGINT NOT NULL,
  `gateway_id` VARCHAR(255),
  `token` TEXT,
  `user_id` BIGINT,
  `type` VARCHAR(255),
  `is_default` SMALLINT,
  PRIMARY KEY (`token_id`)
);

CREATE TABLE `wp_woocommerce_payment_tokenmeta` (
  `meta_id` BIGINT NOT NULL,
  `payment_token_id` BIGINT,
  `meta_key` VARCHAR(255),
  `meta_value` TEXT,
  PRIMARY KEY (`meta_id`)
);

CREATE TABLE `wp_woocommerce_sessions` (
  `session_id` BIGINT NOT NULL,
  `session_key` VARCHAR(255),
  `session_value` TEXT,
  `session_expiry` BIGINT,
  PRIMARY KEY (`session_id`)
);

CREATE TABLE `wp_woocommerce_api_keys` (
  `key_id` BIGINT NOT NULL,
  `user_id` BIGINT,
  `description` VARCHAR(255),
  `permissions` VARCHAR(255),
  `consumer_key` VARCHAR(255),
  `consumer_secret` VARCHAR(255),
  `nonces` TEXT,
  `truncated_key` VARCHAR(255),
  `last_access` DATETIME,
  PRIMARY KEY (`key_id`)
);

CREATE TABLE `wp_comments` (
  `comment_ID` BIGINT NOT NULL,
  `comment_post_ID` BIGINT,
  `comment_author` VARCHAR(255),
  `comment_author_email` VARCHAR(255),
  `comment_author_url` VARCHAR(255),
  `comment_author_IP` VARCHAR(255),
  `comment_date` DATETIME,
  `comment_date_gmt` DATETIME,
  `comment_content` TEXT,
  `comment_karma` BIGINT,
  `comment_approved` VARCHAR(255),
  `comment_agent` VARCHAR(255),
  `comment_type` VARCHAR(255),
  `comment_parent` BIGINT,
  `user_id` BIGINT,
  PRIMARY KEY (`comment_ID`)
);

CREATE TABLE `wp_commentmeta` (
  `meta_id` BIGINT NOT NULL,
  `comment_id` BIGINT,
  `meta_key` VARCHAR(255),
  `meta_value` TEXT,
  PRIMARY KEY (`meta_id`)
);
