"""The words the demo shop is made of: invented people's names, streets, goods and sentences; nobody real.

Telephone numbers come from the ranges that the French regulator keeps for fiction, IP addresses from those
kept for documentation, and mail domains are `example.*`.
"""

from typing import Final

FIRST_NAMES: Final = (
    "Adèle", "Agathe", "Alix", "Ambre", "Anaïs", "Antoine", "Armand", "Aurèle", "Bastien", "Béatrice",
    "Blaise", "Capucine", "Céleste", "Charlie", "Clément", "Colette", "Corentin", "Côme", "Damien",
    "Delphine", "Élodie", "Éloi", "Émile", "Faustine", "Félix", "Flore", "Gaspard", "Gwenaëlle",
    "Hélène", "Hugo", "Inès", "Jeanne", "Joël", "Judith", "Léonie", "Lilian", "Loïc", "Maël", "Margaux",
    "Maxence", "Noémie", "Octave", "Ondine", "Pauline", "Quentin", "Raphaëlle", "Rémi", "Salomé",
    "Solène", "Théo", "Ursule", "Valentin", "Yaël", "Zoé",
)  # fmt: skip
LAST_NAMES: Final = (
    "Aubépine", "Bonvallet", "Boisclair", "Chantereau", "Clairefont", "D'Arbois", "Desrosiers",
    "Duchêne", "Fauvette", "Fontvieille", "Garrigue", "Hautecloche", "Jolivet-Prade", "L'Hermine",
    "La Bruyère", "Loiseleur", "Lavandier", "Maisonneuve", "Merlinet", "Montagnac", "Noisetier",
    "Olivette", "Pastourel", "Peyrelade", "Pinsonneau", "Quatrevents", "Rossignolet", "Roqueplane",
    "Sablonnière", "Saint-Alban", "Tournebride", "Valfleury", "Verdurier",
)  # fmt: skip
STREETS: Final = (
    "rue de la Gare", "rue des Lilas", "avenue du Canal", "impasse du Four", "place du Marché",
    "chemin des Vignes", "boulevard du Nord", "rue Haute", "quai des Bateliers", "allée des Tilleuls",
    "route de l'Étang", "rue du Moulin",
)  # fmt: skip
TOWNS: Final = (
    ("75011", "Paris"), ("75018", "Paris"), ("69003", "Lyon"), ("13006", "Marseille"),
    ("31000", "Toulouse"), ("44000", "Nantes"), ("67000", "Strasbourg"), ("33000", "Bordeaux"),
    ("59000", "Lille"), ("35000", "Rennes"), ("06000", "Nice"), ("97400", "Saint-Denis"),
)  # fmt: skip
PRODUCTS: Final = (
    ("KP-SHOE-01", "Chaussures de route Bastille", "129.00"),
    ("KP-SHOE-02", "Chaussures de trail Belleville", "149.90"),
    ("KP-SOCK-01", "Chaussettes longues, lot de 3", "18.50"),
    ("KP-SHIRT-01", "Maillot léger Canal", "39.00"),
    ("KP-SHIRT-02", "Maillot thermique Nuit", "59.00"),
    ("KP-SHORT-01", "Short à poches Quai", "45.00"),
    ("KP-JACKET-01", "Veste coupe-vent Montmartre", "119.00"),
    ("KP-BELT-01", "Ceinture porte-gourde", "24.90"),
    ("KP-FLASK-01", "Gourde souple 500 ml", "14.90"),
    ("KP-WATCH-01", "Montre cardio Kilomètre", "189.00"),
    ("KP-LAMP-01", "Lampe frontale Aube", "49.00"),
    ("KP-CAP-01", "Casquette Seine", "22.00"),
    ("KP-MEDAL-01", "Médaille gravée", "15.00"),
    ("KP-CARD-01", "Carte cadeau", "50.00"),
)
SEGMENTS: Final = ("regular", "occasional", "marathon", "gift_buyer", "dormant")
TOPICS: Final = ("nouveautes", "courses", "soldes")
CAMPAIGNS: Final = ("rentree-2025", "noel-2025", "marathon-2026", "ete-2026", "rentree-2026")
BROWSERS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36",
)
REVIEW_LINES: Final = (
    ("Très confortables", "Première sortie de 20 km sans une ampoule."),
    ("Bien, sans plus", "La taille est un peu juste : prenez une demi-pointure au-dessus."),
    ("Déçu", "La couture a lâché au bout d'un mois ; le service client a échangé l'article."),
    ("Parfait pour l'hiver", 'Chaud, léger, "respirant" comme annoncé.'),
    ("=Étoiles(5)", "Le titre commence par un signe égal, exprès."),
    ("Cadeau réussi", "Offert à ma sœur, qui court avec tous les dimanches\net m'en remercie encore."),
)
SUPPORT_LINES: Final = (
    ("Colis en retard", "Bonjour, mon colis devait arriver mardi. Où est-il ?"),
    ("Échange de taille", "Puis-je échanger la taille 42 contre une 43 ?"),
    ("Facture", "Pourriez-vous m'envoyer la facture au nom de mon club ?"),
    ("Code d'entrée", "Le livreur n'a pas trouvé l'interphone, le code a changé."),
    ("Remboursement", "Je n'ai pas encore reçu le remboursement de ma commande."),
)
AGENTS: Final = ("Ariane (service client)", "Basile (service client)", "Clio (service client)")
