-- Tables with the names that PrestaShop 8 and its modules use, as far as they hold personal data; types simplified.

CREATE TABLE `ps_customer` (
  `id_customer` BIGINT NOT NULL,
  `id_shop_group` BIGINT,
  `id_shop` BIGINT,
  `id_gender` BIGINT,
  `id_default_group` BIGINT,
  `id_lang` BIGINT,
  `id_risk` BIGINT,
  `company` VARCHAR(255),
  `siret` VARCHAR(255),
  `ape` VARCHAR(255),
  `firstname` VARCHAR(255),
  `lastname` VARCHAR(255),
  `email` VARCHAR(255),
  `passwd` VARCHAR(255),
  `last_passwd_gen` DATETIME,
  `birthday` DATE,
  `newsletter` SMALLINT,
  `ip_registration_newsletter` VARCHAR(255),
  `newsletter_date_add` DATETIME,
  `optin` SMALLINT,
  `website` VARCHAR(255),
  `outstanding_allow_amount` DECIMAL(20,6),
  `show_public_prices` SMALLINT,
  `max_payment_days` BIGINT,
  `secure_key` VARCHAR(255),
  `note` TEXT,
  `active` SMALLINT,
  `is_guest` SMALLINT,
  `deleted` SMALLINT,
  `date_add` DATETIME,
  `date_upd` DATETIME,
  `reset_password_token` VARCHAR(255),
  `reset_password_validity` DATETIME,
  PRIMARY KEY (`id_customer`)
);

CREATE TABLE `ps_customer_group` (
  `id_customer` BIGINT NOT NULL,
  `id_group` BIGINT NOT NULL,
  PRIMARY KEY (`id_customer`, `id_group`)
);

CREATE TABLE `ps_customer_session` (
  `id_customer_session` BIGINT NOT NULL,
  `id_customer` BIGINT,
  `token` VARCHAR(255),
  `date_add` DATETIME,
  `date_upd` DATETIME,
  PRIMARY KEY (`id_customer_session`)
);

CREATE TABLE `ps_address` (
  `id_address` BIGINT NOT NULL,
  `id_country` BIGINT,
  `id_state` BIGINT,
  `id_customer` BIGINT,
  `id_manufacturer` BIGINT,
  `id_supplier` BIGINT,
  `id_warehouse` BIGINT,
  `alias` VARCHAR(255),
  `company` VARCHAR(255),
  `lastname` VARCHAR(255),
  `firstname` VARCHAR(255),
  `address1` VARCHAR(255),
  `address2` VARCHAR(255),
  `postcode` VARCHAR(255),
  `city` VARCHAR(255),
  `other` TEXT,
  `phone` VARCHAR(255),
  `phone_mobile` VARCHAR(255),
  `vat_number` VARCHAR(255),
  `dni` VARCHAR(255),
  `date_add` DATETIME,
  `date_upd` DATETIME,
  `active` SMALLINT,
  `deleted` SMALLINT,
  PRIMARY KEY (`id_address`)
);

CREATE TABLE `ps_orders` (
  `id_order` BIGINT NOT NULL,
  `reference` VARCHAR(255),
  `id_shop_group` BIGINT,
  `id_shop` BIGINT,
  `id_carrier` BIGINT,
  `id_lang` BIGINT,
  `id_customer` BIGINT,
  `id_cart` BIGINT,
  `id_currency` BIGINT,
  `id_address_delivery` BIGINT,
  `id_address_invoice` BIGINT,
  `current_state` BIGINT,
  `secure_key` VARCHAR(255),
  `payment` VARCHAR(255),
  `conversion_rate` DECIMAL(20,6),
  `module` VARCHAR(255),
  `recyclable` SMALLINT,
  `gift` SMALLINT,
  `gift_message` TEXT,
  `mobile_theme` SMALLINT,
  `total_discounts` DECIMAL(20,6),
  `total_discounts_tax_incl` DECIMAL(20,6),
  `total_discounts_tax_excl` DECIMAL(20,6),
  `total_paid` DECIMAL(20,6),
  `total_paid_tax_incl` DECIMAL(20,6),
  `total_paid_tax_excl` DECIMAL(20,6),
  `total_paid_real` DECIMAL(20,6),
  `total_products` DECIMAL(20,6),
  `total_products_wt` DECIMAL(20,6),
  `total_shipping` DECIMAL(20,6),
  `total_shipping_tax_incl` DECIMAL(20,6),
  `total_shipping_tax_excl` DECIMAL(20,6),
  `carrier_tax_rate` DECIMAL(20,6),
  `total_wrapping` DECIMAL(20,6),
  `total_wrapping_tax_incl` DECIMAL(20,6),
  `total_wrapping_tax_excl` DECIMAL(20,6),
  `round_mode` SMALLINT,
  `round_type` SMALLINT,
  `invoice_number` BIGINT,
  `delivery_number` BIGINT,
  `invoice_date` DATETIME,
  `delivery_date` DATETIME,
  `valid` SMALLINT,
  `date_add` DATETIME,
  `date_upd` DATETIME,
  `note` TEXT,
  PRIMARY KEY (`id_order`)
);

CREATE TABLE `ps_order_detail` (
  `id_order_detail` BIGINT NOT NULL,
  `id_order` BIGINT,
  `id_order_invoice` BIGINT,
  `id_warehouse` BIGINT,
  `id_shop` BIGINT,
  `product_id` BIGINT,
  `product_attribute_id` BIGINT,
  `id_customization` BIGINT,
  `product_name` VARCHAR(255),
  `product_quantity` BIGINT,
  `product_quantity_in_stock` BIGINT,
  `product_quantity_refunded` BIGINT,
  `product_quantity_return` BIGINT,
  `product_quantity_reinjected` BIGINT,
  `product_price` DECIMAL(20,6),
  `reduction_percent` DECIMAL(20,6),
  `reduction_amount` DECIMAL(20,6),
  `reduction_amount_tax_incl` DECIMAL(20,6),
  `reduction_amount_tax_excl` DECIMAL(20,6),
  `group_reduction` DECIMAL(20,6),
  `product_quantity_discount` DECIMAL(20,6),
  `product_ean13` VARCHAR(255),
  `product_isbn` VARCHAR(255),
  `product_upc` VARCHAR(255),
  `product_mpn` VARCHAR(255),
  `product_reference` VARCHAR(255),
  `product_supplier_reference` VARCHAR(255),
  `product_weight` DECIMAL(20,6),
  `id_tax_rules_group` BIGINT,
  `tax_computation_method` SMALLINT,
  `tax_name` VARCHAR(255),
  `tax_rate` DECIMAL(20,6),
  `ecotax` DECIMAL(20,6),
  `ecotax_tax_rate` DECIMAL(20,6),
  `discount_quantity_applied` SMALLINT,
  `download_hash` VARCHAR(255),
  `download_nb` BIGINT,
  `download_deadline` DATETIME,
  `total_price_tax_incl` DECIMAL(20,6),
  `total_price_tax_excl` DECIMAL(20,6),
  `unit_price_tax_incl` DECIMAL(20,6),
  `unit_price_tax_excl` DECIMAL(20,6),
  `total_shipping_price_tax_incl` DECIMAL(20,6),
  `total_shipping_price_tax_excl` DECIMAL(20,6),
  `purchase_supplier_price` DECIMAL(20,6),
  `original_product_price` DECIMAL(20,6),
  `original_wholesale_price` DECIMAL(20,6),
  `total_refunded_tax_excl` DECIMAL(20,6),
  `total_refunded_tax_incl` DECIMAL(20,6),
  PRIMARY KEY (`id_order_detail`)
);

CREATE TABLE `ps_order_history` (
  `id_order_history` BIGINT NOT NULL,
  `id_employee` BIGINT,
  `id_order` BIGINT,
  `id_order_state` BIGINT,
  `date_add` DATETIME,
  PRIMARY KEY (`id_order_history`)
);

CREATE TABLE `ps_order_carrier` (
  `id_order_carrier` BIGINT NOT NULL,
  `id_order` BIGINT,
  `id_carrier` BIGINT,
  `id_order_invoice` BIGINT,
  `weight` DECIMAL(20,6),
  `shipping_cost_tax_excl` DECIMAL(20,6),
  `shipping_cost_tax_incl` DECIMAL(20,6),
  `tracking_number` VARCHAR(255),
  `date_add` DATETIME,
  PRIMARY KEY (`id_order_carrier`)
);

CREATE TABLE `ps_order_payment` (
  `id_order_payment` BIGINT NOT NULL,
  `order_reference` VARCHAR(255),
  `id_currency` BIGINT,
  `amount` DECIMAL(20,6),
  `payment_method` VARCHAR(255),
  `conversion_rate` DECIMAL(20,6),
  `transaction_id` VARCHAR(255),
  `card_number` VARCHAR(255),
  `card_brand` VARCHAR(255),
  `card_expiration` VARCHAR(255),
  `card_holder` VARCHAR(255),
  `date_add` DATETIME,
  `id_employee` BIGINT,
  PRIMARY KEY (`id_order_payment`)
);

CREATE TABLE `ps_order_invoice` (
  `id_order_invoice` BIGINT NOT NULL,
  `id_order` BIGINT,
  `number` BIGINT,
  `delivery_number` BIGINT,
  `delivery_date` DATETIME,
  `total_discount_tax_excl` DECIMAL(20,6),
  `total_discount_tax_incl` DECIMAL(20,6),
  `total_paid_tax_excl` DECIMAL(20,6),
  `total_paid_tax_incl` DECIMAL(20,6),
  `total_products` DECIMAL(20,6),
  `total_products_wt` DECIMAL(20,6),
  `total_shipping_tax_excl` DECIMAL(20,6),
  `total_shipping_tax_incl` DECIMAL(20,6),
  `shipping_tax_computation_method` BIGINT,
  `total_wrapping_tax_excl` DECIMAL(20,6),
  `total_wrapping_tax_incl` DECIMAL(20,6),
  `shop_address` TEXT,
  `note` TEXT,
  `date_add` DATETIME,
  PRIMARY KEY (`id_order_invoice`)
);

CREATE TABLE `ps_order_invoice_payment` (
  `id_order_invoice` BIGINT NOT NULL,
  `id_order_payment` BIGINT NOT NULL,
  `id_order` BIGINT,
  PRIMARY KEY (`id_order_invoice`, `id_order_payment`)
);

CREATE TABLE `ps_order_cart_rule` (
  `id_order_cart_rule` BIGINT NOT NULL,
  `id_order` BIGINT,
  `id_cart_rule` BIGINT,
  `id_order_invoice` BIGINT,
  `name` VARCHAR(255),
  `value` DECIMAL(20,6),
  `value_tax_excl` DECIMAL(20,6),
  `free_shipping` SMALLINT,
  PRIMARY KEY (`id_order_cart_rule`)
);

CREATE TABLE `ps_order_return` (
  `id_order_return` BIGINT NOT NULL,
  `id_customer` BIGINT,
  `id_order` BIGINT,
  `state` SMALLINT,
  `question` TEXT,
  `date_add` DATETIME,
  `date_upd` DATETIME,
  PRIMARY KEY (`id_order_return`)
);

CREATE TABLE `ps_order_return_detail` (
  `id_order_return` BIGINT NOT NULL,
  `id_order_detail` BIGINT NOT NULL,
  `id_customization` BIGINT NOT NULL,
  `product_quantity` BIGINT,
  PRIMARY KEY (`id_order_return`, `id_order_detail`, `id_customization`)
);

CREATE TABLE `ps_order_slip` (
  `id_order_slip` BIGINT NOT NULL,
  `conversion_rate` DECIMAL(20,6),
  `id_customer` BIGINT,
  `id_order` BIGINT,
  `total_products_tax_excl` DECIMAL(20,6),
  `total_products_tax_incl` DECIMAL(20,6),
  `total_shipping_tax_excl` DECIMAL(20,6),
  `total_shipping_tax_incl` DECIMAL(20,6),
  `shipping_cost` SMALLINT,
  `amount` DECIMAL(20,6),
  `shipping_cost_amount` DECIMAL(20,6),
  `partial` SMALLINT,
  `order_slip_type` SMALLINT,
  `date_add` DATETIME,
  `date_upd` DATETIME,
  PRIMARY KEY (`id_order_slip`)
);

CREATE TABLE `ps_order_slip_detail` (
  `id_order_slip` BIGINT NOT NULL,
  `id_order_detail` BIGINT NOT NULL,
  `product_quantity` BIGINT,
  `unit_price_tax_excl` DECIMAL(20,6),
  `unit_price_tax_incl` DECIMAL(20,6),
  `total_price_tax_excl` DECIMAL(20,6),
  `total_price_tax_incl` DECIMAL(20,6),
  `amount_tax_excl` DECIMAL(20,6),
  `amount_tax_incl` DECIMAL(20,6),
  PRIMARY KEY (`id_order_slip`, `id_order_detail`)
);

CREATE TABLE `ps_cart` (
  `id_cart` BIGINT NOT NULL,
  `id_shop_group` BIGINT,
  `id_shop` BIGINT,
  `id_carrier` BIGINT,
  `delivery_option` TEXT,
  `id_lang` BIGINT,
  `id_address_delivery` BIGINT,
  `id_address_invoice` BIGINT,
  `id_currency` BIGINT,
  `id_customer` BIGINT,
  `id_guest` BIGINT,
  `secure_key` VARCHAR(255),
  `recyclable` SMALLINT,
  `gift` SMALLINT,
  `gift_message` TEXT,
  `mobile_theme` SMALLINT,
  `allow_seperated_package` SMALLINT,
  `date_add` DATETIME,
  `date_upd` DATETIME,
  `checkout_session_data` TEXT,
  PRIMARY KEY (`id_cart`)
);

CREATE TABLE `ps_cart_product` (
  `id_cart` BIGINT NOT NULL,
  `id_product` BIGINT NOT NULL,
  `id_address_delivery` BIGINT NOT NULL,
  `id_shop` BIGINT,
  `id_product_attribute` BIGINT NOT NULL,
  `id_customization` BIGINT NOT NULL,
  `quantity` BIGINT,
  `date_add` DATETIME,
  PRIMARY KEY (`id_cart`, `id_product`, `id_address_delivery`, `id_product_attribute`, `id_customization`)
);

CREATE TABLE `ps_cart_cart_rule` (
  `id_cart` BIGINT NOT NULL,
  `id_cart_rule` BIGINT NOT NULL,
  PRIMARY KEY (`id_cart`, `id_cart_rule`)
);

CREATE TABLE `ps_cart_rule` (
  `id_cart_rule` BIGINT NOT NULL,
  `id_customer` BIGINT,
  `date_from` DATETIME,
  `date_to` DATETIME,
  `description` TEXT,
  `quantity` BIGINT,
  `code` VARCHAR(255),
  `reduction_percent` DECIMAL(20,6),
  `reduction_amount` DECIMAL(20,6),
  `active` SMALLINT,
  `date_add` DATETIME,
  `date_upd` DATETIME,
  PRIMARY KEY (`id_cart_rule`)
);

CREATE TABLE `ps_specific_price` (
  `id_specific_price` BIGINT NOT NULL,
  `id_cart` BIGINT,
  `id_product` BIGINT,
  `id_customer` BIGINT,
  `price` DECIMAL(20,6),
  `from_quantity` BIGINT,
  `reduction` DECIMAL(20,6),
  `reduction_type` VARCHAR(255),
  `from` DATETIME,
  `to` DATETIME,
  PRIMARY KEY (`id_specific_price`)
);

CREATE TABLE `ps_customization` (
  `id_customization` BIGINT NOT NULL,
  `id_product_attribute` BIGINT,
  `id_address_delivery` BIGINT NOT NULL,
  `id_cart` BIGINT NOT NULL,
  `id_product` BIGINT NOT NULL,
  `quantity` BIGINT,
  `quantity_refunded` BIGINT,
  `quantity_returned` BIGINT,
  `in_cart` SMALLINT,
  PRIMARY KEY (`id_customization`, `id_address_delivery`, `id_cart`, `id_product`)
);

CREATE TABLE `ps_customized_data` (
  `id_customization` BIGINT NOT NULL,
  `type` SMALLINT NOT NULL,
  `index` BIGINT NOT NULL,
  `value` VARCHAR(255),
  `id_module` BIGINT,
  `price` DECIMAL(20,6),
  `weight` DECIMAL(20,6),
  PRIMARY KEY (`id_customization`, `type`, `index`)
);

CREATE TABLE `ps_customer_thread` (
  `id_customer_thread` BIGINT NOT NULL,
  `id_shop` BIGINT,
  `id_lang` BIGINT,
  `id_contact` BIGINT,
  `id_customer` BIGINT,
  `id_order` BIGINT,
  `id_product` BIGINT,
  `status` VARCHAR(255),
  `email` VARCHAR(255),
  `token` VARCHAR(255),
  `date_add` DATETIME,
  `date_upd` DATETIME,
  PRIMARY KEY (`id_customer_thread`)
);

CREATE TABLE `ps_customer_message` (
  `id_customer_message` BIGINT NOT NULL,
  `id_customer_thread` BIGINT,
  `id_employee` BIGINT,
  `message` TEXT,
  `file_name` VARCHAR(255),
  `ip_address` VARCHAR(255),
  `user_agent` VARCHAR(255),
  `date_add` DATETIME,
  `private` SMALLINT,
  `read` SMALLINT,
  `date_upd` DATETIME,
  PRIMARY KEY (`id_customer_message`)
);

CREATE TABLE `ps_message` (
  `id_message` BIGINT NOT NULL,
  `id_cart` BIGINT,
  `id_customer` BIGINT,
  `id_employee` BIGINT,
  `id_order` BIGINT,
  `message` TEXT,
  `private` SMALLINT,
  `date_add` DATETIME,
  PRIMARY KEY (`id_message`)
);

CREATE TABLE `ps_guest` (
  `id_guest` BIGINT NOT NULL,
  `id_operating_system` BIGINT,
  `id_web_browser` BIGINT,
  `id_customer` BIGINT,
  `javascript` SMALLINT,
  `screen_resolution_x` BIGINT,
  `screen_resolution_y` BIGINT,
  `screen_color` SMALLINT,
  `sun_java` SMALLINT,
  `adobe_flash` SMALLINT,
  `adobe_director` SMALLINT,
  `apple_quicktime` SMALLINT,
  `real_player` SMALLINT,
  `windows_media` SMALLINT,
  `accept_language` VARCHAR(255),
  `mobile_theme` SMALLINT,
  PRIMARY KEY (`id_guest`)
);

CREATE TABLE `ps_connections` (
  `id_connections` BIGINT NOT NULL,
  `id_shop_group` BIGINT,
  `id_shop` BIGINT,
  `id_guest` BIGINT,
  `id_page` BIGINT,
  `ip_address` BIGINT,
  `date_add` DATETIME,
  `http_referer` VARCHAR(255),
  PRIMARY KEY (`id_connections`)
);

CREATE TABLE `ps_connections_page` (
  `id_connections` BIGINT NOT NULL,
  `id_page` BIGINT NOT NULL,
  `time_start` DATETIME NOT NULL,
  `time_end` DATETIME,
  PRIMARY KEY (`id_connections`, `id_page`, `time_start`)
);

CREATE TABLE `ps_connections_source` (
  `id_connections_source` BIGINT NOT NULL,
  `id_connections` BIGINT,
  `http_referer` VARCHAR(255),
  `request_uri` VARCHAR(255),
  `keywords` VARCHAR(255),
  `date_add` DATETIME,
  PRIMARY KEY (`id_connections_source`)
);

CREATE TABLE `ps_mail` (
  `id_mail` BIGINT NOT NULL,
  `recipient` VARCHAR(255),
  `template` VARCHAR(255),
  `subject` VARCHAR(255),
  `id_lang` BIGINT,
  `date_add` DATETIME,
  PRIMARY KEY (`id_mail`)
);

CREATE TABLE `ps_emailsubscription` (
  `id` BIGINT NOT NULL,
  `id_shop` BIGINT,
  `id_shop_group` BIGINT,
  `email` VARCHAR(255),
  `newsletter_date_add` DATETIME,
  `ip_registration_newsletter` VARCHAR(255),
  `http_referer` VARCHAR(255),
  `active` SMALLINT,
  `id_lang` BIGINT,
  PRIMARY KEY (`id`)
);

CREATE TABLE `ps_mailalert_customer_oos` (
  `id_customer` BIGINT NOT NULL,
  `customer_email` VARCHAR(255) NOT NULL,
  `id_product` BIGINT NOT NULL,
  `id_product_attribute` BIGINT NOT NULL,
  `id_shop` BIGINT NOT NULL,
  `id_lang` BIGINT,
  PRIMARY KEY (`id_customer`, `customer_email`, `id_product`, `id_product_attribute`, `id_shop`)
);

CREATE TABLE `ps_wishlist` (
  `id_wishlist` BIGINT NOT NULL,
  `id_customer` BIGINT,
  `id_shop` BIGINT,
  `id_shop_group` BIGINT,
  `token` VARCHAR(255),
  `name` VARCHAR(255),
  `counter` BIGINT,
  `date_add` DATETIME,
  `date_upd` DATETIME,
  `default` SMALLINT,
  PRIMARY KEY (`id_wishlist`)
);

CREATE TABLE `ps_wishlist_product` (
  `id_wishlist_product` BIGINT NOT NULL,
  `id_wishlist` BIGINT,
  `id_product` BIGINT,
  `id_product_attribute` BIGINT,
  `quantity` BIGINT,
  `priority` BIGINT,
  PRIMARY KEY (`id_wishlist_product`)
);

CREATE TABLE `ps_product_comment` (
  `id_product_comment` BIGINT NOT NULL,
  `id_product` BIGINT,
  `id_customer` BIGINT,
  `id_guest` BIGINT,
  `title` VARCHAR(255),
  `content` TEXT,
  `customer_name` VARCHAR(255),
  `grade` DECIMAL(20,6),
  `validate` SMALLINT,
  `deleted` SMALLINT,
  `date_add` DATETIME,
  PRIMARY KEY (`id_product_comment`)
);

CREATE TABLE `ps_product_comment_grade` (
  `id_product_comment` BIGINT NOT NULL,
  `id_product_comment_criterion` BIGINT NOT NULL,
  `grade` BIGINT,
  PRIMARY KEY (`id_product_comment`, `id_product_comment_criterion`)
);

CREATE TABLE `ps_product_comment_usefulness` (
  `id_product_comment` BIGINT NOT NULL,
  `id_customer` BIGINT NOT NULL,
  `usefulness` SMALLINT,
  PRIMARY KEY (`id_product_comment`, `id_customer`)
);

CREATE TABLE `ps_product_comment_report` (
  `id_product_comment` BIGINT NOT NULL,
  `id_customer` BIGINT NOT NULL,
  PRIMARY KEY (`id_product_comment`, `id_customer`)
);

CREATE TABLE `ps_psgdpr_log` (
  `id_gdpr_log` BIGINT NOT NULL,
  `id_customer` BIGINT,
  `id_guest` BIGINT,
  `client_name` VARCHAR(255),
  `id_module` BIGINT,
  `request_type` BIGINT,
  `date_add` DATETIME,
  `date_upd` DATETIME,
  PRIMARY KEY (`id_gdpr_log`)
);
