import type { TableWords } from "./tables.ts";

const serverAbsent = ["Server", "Der Server."] as const;
const login = ["Benutzername", "Name für die Anmeldung."] as const;
const password = ["Passwort", "Passwort für die Anmeldung."] as const;
const area = ["Bereich", "Ecken auf einem Raster von 640 x 480, unabhängig von der Auflösung."] as const;
const clipFormat = ["Format", "Ein Clip in diesem Format oder Einzelbilder."] as const;
const clipStream = ["Stream", "Der Stream, aus dem Clips entstehen."] as const;
const before = ["Vorlauf (s)", "Wie viel von der Zeit vor dem Ereignis ein Clip zeigt."] as const;
const after = ["Nachlauf (s)", "Wie viel von der Zeit nach dem Ereignis ein Clip zeigt."] as const;
const recorded = ["Stream", "Der Stream, der aufgezeichnet wird."] as const;
const weekly = ["Zeitplan", "Wann aufgezeichnet wird, etwa Mon-Fri,18:00-06:00; leer heißt immer."] as const;
const shareFolder = ["Ordner", "Freigabe und Ordner darin: freigabe/ordner."] as const;
const fixedName = [
  "Fester Name",
  "Gibt jedem Bild denselben Namen, sodass auf dem Server immer nur das neueste liegt.",
] as const;
const prefixed = [
  "Name als Anfang",
  "Namen mit Uhrzeit beginnen mit dem Namen, der unten angegeben ist.",
] as const;
const pictureName = ["Name", "Der feste Name, oder womit Namen mit Uhrzeit beginnen."] as const;
const sets = (what: string) => `Was ${what} auslöst.` as const;

const channel = {
  enabled: ["Eingeschaltet", "Bietet diesen Kanal an; ausgeschaltet kann ihn niemand abspielen."],
  resolution: ["Auflösung", "Größe des Bildes."],
  quality: ["Qualität", "Von 1, sehr niedrig, bis 5, sehr hoch."],
  frameRate: ["Bildrate", "Bilder pro Sekunde."],
  uri: ["RTSP-Pfad", "Ein weiterer RTSP-Pfad dieses Kanals, ohne Schrägstrich am Anfang."],
  bandwidthLimit: ["Bandbreite begrenzen", "So viele Bits pro Sekunde darf der Kanal höchstens brauchen."],
  cropping: [
    "Zuschneiden",
    "Schneidet das Bild auf die Form der Auflösung zu, statt alles hineinzuquetschen.",
  ],
  rateControl: ["Regelung", "Was gleich bleibt: die Bitrate oder die Qualität."],
  bitrateKbps: ["Bitrate (kbit/s)", "Bitrate in kbit/s, bei gleichbleibender Bitrate."],
  gop: ["Schlüsselbild-Abstand", "Bilder von einem Schlüsselbild zum nächsten."],
} as const;
const { rateControl: _rate, bitrateKbps: _kbps, gop: _gop, ...jpegFields } = channel;

/** The groups of settings and their fields in German, by their keys. */
export const tablesDe: TableWords = {
  groups: {
    identity: {
      name: "Name der Kamera",
      doc: "Wie sich die Kamera nennt.",
      fields: {
        hostName: ["Name", "Name der Kamera, im Netz und in Zustellungen."],
        comment: ["Beschreibung", "Beschreibung der Kamera."],
      },
    },
    clock: {
      name: "Uhr",
      doc: "Die Uhrzeit der Kamera und ihre Statusleuchte.",
      fields: {
        timeFormat: ["Zeitformat", "Wie Uhrzeiten ins Bild geschrieben werden."],
        dateFormat: ["Datumsformat", "Wie das Datum ins Bild geschrieben wird."],
        timeZone: ["Zeitzone", "Nummer der Zeitzone in der Liste der Zeitzonen."],
        daylightSaving: ["Sommerzeit", "Folgt der Sommerzeit, wo die Zeitzone eine hat."],
        ntpEnabled: ["Zeitserver benutzen", "Holt die Uhrzeit von einem NTP-Server."],
        ntpServer: [
          "NTP-Server",
          "Der NTP-Server. Der erste Wert steht für die Uhr des Rechners selbst: Gefragt wird erst, wenn ein anderer eingestellt ist.",
        ],
        ntpDay: ["Tag der Abfrage", "Tag, an dem die Zeit geholt wird: 0 täglich, 1 Sonntag bis 7 Samstag."],
        ntpHour: ["Stunde der Abfrage", "Stunde, zu der die Zeit geholt wird."],
        ntpMinute: ["Minute der Abfrage", "Minute, zu der die Zeit geholt wird."],
        latitude: [
          "Breitengrad",
          "Wo die Kamera steht, nördlich des Äquators, für Sonnenauf- und -untergang.",
        ],
        longitude: [
          "Längengrad",
          "Wo die Kamera steht, östlich von Greenwich, für Sonnenauf- und -untergang.",
        ],
        led: [
          "Statusleuchte",
          "Schaltet die Statusleuchte der Kamera ein, wo --gpio sagt, welche Leitung des Rechners das ist.",
        ],
      },
    },
    device: {
      name: "Gerät",
      doc: "Was die Kamera über sich selbst weiß.",
      fields: {
        configVersion: ["Version der Einstellungen", "Version der Einstellungen."],
        rebootedAt: [
          "Zuletzt neu gestartet",
          "Wann die Kamera zuletzt von selbst oder auf Wunsch neu gestartet ist, in ihrer eigenen Zeit.",
        ],
        bootedAt: ["Eingeschaltet", "Wann die Kamera zuletzt gestartet wurde, in ihrer eigenen Zeit."],
        rebootReason: ["Grund des Neustarts", "Warum die Kamera zuletzt neu gestartet ist."],
        watchdogRestarts: [
          "Neustarts durch den Wächter",
          "Wie oft die Kamera neu gestartet ist, weil ein Teil von ihr hing.",
        ],
        watchdogTimes: [
          "Zeiten dieser Neustarts",
          "Wann das war, in Unix-Zeit, die neueste zuerst, durch Strichpunkte getrennt.",
        ],
        privacyButton: ["Privatsphäre-Taste", "Ob die Privatsphäre-Taste gedrückt ist."],
        registrationInterval: [
          "Abstand der Anmeldungen",
          "Sekunden zwischen Anmeldungen bei der Cloud des Herstellers; die Kamera meldet sich dort nie.",
        ],
      },
    },
    watchdog: {
      name: "Wächter",
      doc: "Was neu gestartet wird, wenn ein Teil der Kamera hängt.",
      fields: {
        wifiMinutes: [
          "WLAN (min)",
          "Minuten ohne Anfrage, nach denen das WLAN neu verbunden wird; 0 heißt nie.",
        ],
        idleSeconds: [
          "Ohne Zuschauer (s)",
          "Sekunden ohne Lebenszeichen, während niemand zusieht, nach denen der Streamserver neu gestartet wird.",
        ],
        activeSeconds: ["Mit Zuschauern (s)", "Dasselbe, während jemand zusieht."],
      },
    },
    factory: {
      name: "Auslieferung",
      doc: "Was der Hersteller der Kamera mitgegeben hat.",
      fields: {
        name: ["Name", "Name bei der Auslieferung."],
        network: ["Netz", "Adresse und Netzmaske bei der Auslieferung."],
        userSlots: ["Zuschauerkonten", "Wie viele Zuschauer ein Konto haben können."],
        summerTime: ["Sommerzeit einstellbar", "Die Sommerzeit lässt sich einstellen."],
        configured: ["Eingerichtet", "Die Kamera ist eingerichtet worden."],
      },
    },
    logging: {
      name: "Protokoll",
      doc: "Was die Kamera aufschreibt und wohin sie es sendet.",
      fields: {
        enabled: ["Eingeschaltet", "Führt ein Protokoll."],
        level: [
          "Stufe",
          "Geringste Wichtigkeit, die an den Syslog-Server geht, wie Syslog zählt: 0 Notfall bis 7 Fehlersuche.",
        ],
        syslogEnabled: ["Syslog", "Sendet das Protokoll an einen Syslog-Server."],
        syslogHost: ["Syslog-Server", "Der Syslog-Server."],
        syslogPort: ["Syslog-Port", "Port des Syslog-Servers."],
        syslogTransport: [
          "Syslog-Übertragung",
          "Wie die Zeilen reisen: über UDP oder über TCP mit oder ohne TLS, jede Zeile mit ihrer Länge davor.",
        ],
        syslogFormat: [
          "Syslog-Format",
          "Form der Zeilen: die alte, die jeder Server liest, oder die neue mit Jahr, Zeitzone und Feldern.",
        ],
        syslogVerify: [
          "Syslog-Zertifikat prüfen",
          "Lehnt einen Syslog-Server ab, dessen Zertifikat nicht vertraut wird.",
        ],
        mailHours: [
          "Per E-Mail alle (h)",
          "Alle wie viel Stunden das Protokoll per E-Mail gesendet wird; 0 heißt nie.",
        ],
        uploadHours: [
          "Hochladen alle (h)",
          "Alle wie viel Stunden das Protokoll per FTP hochgeladen wird; 0 heißt nie.",
        ],
        messengerEnabled: ["Sofortnachrichten", "Sendet Alarme als Sofortnachrichten (XMPP)."],
        messengerPort: ["XMPP-Port", "Port des XMPP-Servers."],
        messengerVerify: [
          "XMPP-Zertifikat prüfen",
          "Lehnt einen XMPP-Server ab, dessen Zertifikat nicht vertraut wird.",
        ],
        messengerHost: [
          "XMPP-Server",
          "XMPP-Server der Sofortnachrichten; leer heißt die Domain der Anmeldung.",
        ],
        messengerUser: ["XMPP-Konto", "Anmeldung für Sofortnachrichten, als name@domain."],
        messengerPassword: ["XMPP-Passwort", "Passwort für Sofortnachrichten."],
        messengerTo: [
          "Empfänger",
          "Wer die Sofortnachrichten bekommt, als name@domain; mehrere durch Kommas getrennt.",
        ],
        messengerText: [
          "Text der Nachricht",
          "Text der Sofortnachrichten; leer sagt er, was wann geschehen ist.",
        ],
        logUploads: ["Uploads", "Schreibt FTP-Uploads auf."],
        logMails: ["E-Mails", "Schreibt E-Mails auf."],
        logSystem: ["System", "Schreibt Starts, Netz und Uhrzeit auf."],
        logMessages: ["Nachrichten", "Schreibt Sofortnachrichten auf."],
      },
    },
    network: {
      name: "Netzwerk",
      doc: "Adressen der Kamera. Sie werden gespeichert; mit `--manage-network` bekommt sie auch der Rechner, auf Probe, bis sich jemand unter der neuen Adresse anmeldet.",
      fields: {
        address: ["Adresse", "Die Adresse der Kamera."],
        netmask: ["Netzmaske", "Netzmaske des Netzes."],
        gateway: ["Router", "Router des Netzes."],
        dhcp: ["DHCP", "Bezieht die Adressen von einem DHCP-Server."],
        dns: ["Nameserver", "Woher die Adressen der Nameserver kommen."],
        dnsServer1: ["Nameserver 1", "Erster Nameserver."],
        dnsServer2: ["Nameserver 2", "Zweiter Nameserver."],
        wins: ["WINS", "Benutzt einen WINS-Server."],
        winsServer: ["WINS-Server", "Der WINS-Server."],
      },
    },
    wireless: {
      name: "WLAN",
      doc: "Das WLAN, mit dem sich die Kamera verbindet. Die Einstellungen werden gespeichert; mit `--manage-network` und NetworkManager verbindet sich auch der Rechner. Wo das WLAN nachgebildet ist, ist die Kamera sofort darin.",
      fields: {
        type: ["Art", "Verbindet sich direkt mit anderen Stationen oder mit einem Zugangspunkt."],
        ssid: ["SSID", "Name des Netzes; Groß- und Kleinschreibung zählt."],
        channel: ["Kanal", "Kanal; bei 0 wird er gesucht."],
        region: ["Region", "Wo die Kamera steht; das bestimmt, welche Kanäle erlaubt sind."],
        security: ["Sicherheit", "Wie das Netz gesichert ist."],
        wepAuth: ["WEP-Anmeldung", "Wie ein WEP-Netz Stationen einlässt."],
        wepFormat: ["WEP-Schreibweise", "Wie die WEP-Schlüssel geschrieben sind."],
        wepIndex: ["WEP-Schlüssel in Gebrauch", "Der benutzte WEP-Schlüssel."],
        wepPassphrase: ["WEP-Kennsatz", "Wörter, aus denen die WEP-Schlüssel entstehen."],
        wepKey1: ["WEP-Schlüssel 1", "WEP-Schlüssel 1."],
        wepKey2: ["WEP-Schlüssel 2", "WEP-Schlüssel 2."],
        wepKey3: ["WEP-Schlüssel 3", "WEP-Schlüssel 3."],
        wepKey4: ["WEP-Schlüssel 4", "WEP-Schlüssel 4."],
        passphrase: ["WLAN-Passwort", "Passwort eines WPA-Netzes."],
        wmm: ["Wi-Fi Multimedia", "Wi-Fi Multimedia: Ton und Bild haben Vorfahrt."],
        connection: ["Verbindung", "Welches Netz benutzt wird, oder wie das WLAN mit WPS eingerichtet wird."],
        enterpriseMethod: ["EAP-Verfahren", "EAP-Verfahren von WPA Enterprise."],
        tlsUser: ["EAP-TLS-Benutzer", "Benutzername für EAP-TLS."],
        tlsKeyPassword: ["EAP-TLS-Schlüsselpasswort", "Passwort des privaten Schlüssels für EAP-TLS."],
        ttlsMethod: ["EAP-TTLS, inneres Verfahren", "Inneres Verfahren von EAP-TTLS."],
        ttlsUser: ["EAP-TTLS-Benutzer", "Benutzername für EAP-TTLS."],
        ttlsPassword: ["EAP-TTLS-Passwort", "Passwort für EAP-TTLS."],
        anonymousName: ["Äußerer Name", "Name, der außerhalb des EAP-Tunnels zu sehen ist."],
      },
    },
    ddns: {
      name: "DynDNS",
      doc: "Ein Name im Internet, der der Adresse der Kamera folgt.",
      fields: {
        enabled: ["Eingeschaltet", "Hält den Namen aktuell."],
        service: [
          "Dienst",
          "Dienst, der den Namen führt: custom ist der Server unten; tzo gibt es nicht mehr, dorthin wird nichts gesendet.",
        ],
        server: [
          "Server",
          "Server, der dyndns2 spricht (oder DuckDNS, wo das der Dienst ist), statt des Servers des Dienstes.",
        ],
        user: ["Benutzername", "Anmeldung beim Dienst; DuckDNS braucht keine."],
        password: ["Passwort", "Passwort beim Dienst, oder das Token von DuckDNS."],
        hostName: ["Name", "Der Name im Internet."],
        hour: ["Stunde", "Stunde, zu der der Name erneuert wird, wenn der Abstand in Tagen angegeben ist."],
        minute: [
          "Minute",
          "Minute, zu der der Name erneuert wird, außer wenn der Abstand in Minuten angegeben ist; leer ist 0.",
        ],
        periodUnit: ["Einheit des Abstands", "Einheit des Abstands."],
        period: [
          "Abstand",
          "Zeit von einer Erneuerung zur nächsten, solange die Adresse gleich bleibt; mindestens zehn Minuten.",
        ],
      },
    },
    upnp: {
      name: "UPnP",
      doc: "Gefunden werden und aus dem Internet erreichbar sein, mit UPnP.",
      fields: {
        enabled: ["Eingeschaltet", "Macht die Kamera im lokalen Netz bekannt."],
        portMapping: [
          "Portfreigabe",
          "Bittet den Router, die HTTP- und RTSP-Ports der Kamera weiterzuleiten.",
        ],
        cameraMapping: ["Kamerafreigabe", "Wird für die Seiten der echten Kameras aufbewahrt."],
        portIncrement: [
          "Schrittweite der Ports",
          "Was zu einer Portnummer addiert wird, die der Router schon vergeben hat, bis eine freie gefunden ist.",
        ],
      },
    },
    bonjour: {
      name: "Bonjour",
      doc: "Gefunden werden mit Bonjour (mDNS).",
      fields: {
        name: ["Name", "Name, der bekannt gemacht wird; leer heißt Modell und Ende der MAC-Adresse."],
        enabled: ["Eingeschaltet", "Macht die Kamera im lokalen Netz bekannt."],
      },
    },
    qos: {
      name: "Vorrang im Netz (QoS)",
      doc: "Marken auf Paketen, die Routern sagen, was zuerst gesendet werden soll: auf denen jeder TCP-Verbindung, und mit `--manage-network` auf dem, was RTP über UDP sendet; Node selbst kann das nicht markieren.",
      fields: {
        enabled: ["Eingeschaltet", "Markiert die Pakete."],
        dscp: ["DSCP", "Wert der Marke (Differentiated Services Code Point, RFC 2474)."],
        mediaOnly: ["Nur Bild und Ton", "Markiert nur Verbindungen, die Bild und Ton tragen."],
      },
    },
    pppoe: {
      name: "PPPoE",
      doc: "Einwahl mit PPPoE.",
      fields: {
        enabled: ["Eingeschaltet", "Wählt sich ein."],
        user: ["Benutzername", "Anmeldung beim Anbieter."],
        password: ["Passwort", "Passwort beim Anbieter."],
        onDemand: ["Bei Bedarf", "Wählt sich nur ein, wenn es nötig ist."],
        idleSeconds: ["Auflegen nach (s)", "Stille, nach der aufgelegt wird."],
        redialSeconds: ["Wartezeit (s)", "Wartezeit vor der nächsten Einwahl."],
        hostName: ["Name", "Name, der dem Anbieter genannt wird."],
        manualMtu: ["Eigene MTU", "Benutzt die MTU, die unten angegeben ist."],
        mtu: ["MTU", "Größtes Paket in Bytes."],
      },
    },
    http: {
      name: "Webserver",
      doc: "Ports des Webservers.",
      fields: {
        enabled: ["HTTP", "Bietet HTTP auf dem Hauptport an."],
        secondPortEnabled: ["Zweiter HTTP-Port", "Bietet HTTP auch auf einem zweiten Port an."],
        secondPort: ["Nummer des zweiten HTTP-Ports", "Der zweite HTTP-Port."],
        httpsEnabled: ["HTTPS", "Bietet HTTPS mit dem eigenen Zertifikat der Kamera an."],
        securePortEnabled: ["Zweiter HTTPS-Port", "Bietet HTTPS auch auf einem zweiten Port an."],
        securePort: ["Nummer des zweiten HTTPS-Ports", "Der zweite HTTPS-Port."],
      },
    },
    rtsp: {
      name: "RTSP",
      doc: "Streams über RTSP und RTP, zu einem Zuschauer oder an eine Multicast-Adresse.",
      fields: {
        port: ["RTSP-Port", "TCP-Port des RTSP-Servers."],
        rtpPort: ["RTP-Port", "Erster UDP-Port, von dem RTP gesendet wird."],
        packetSize: ["Paketgröße", "Größtes RTP-Paket in Bytes."],
        multicast: ["Multicast", "Sendet an Multicast-Adressen; ausgeschaltet ruhen die Schalter darunter."],
        mpeg4Multicast: ["MPEG-4-Multicast", "Sendet das MPEG-4-Bild an eine Multicast-Adresse."],
        mpeg4Address: ["MPEG-4-Adresse", "Multicast-Adresse des MPEG-4-Bildes."],
        mpeg4Port: ["MPEG-4-Port", "UDP-Port des MPEG-4-Bildes; der nächsthöhere trägt sein RTCP."],
        h264Multicast: ["H.264-Multicast", "Sendet das H.264-Bild an eine Multicast-Adresse."],
        h264Address: ["H.264-Adresse", "Multicast-Adresse des H.264-Bildes."],
        h264Port: ["H.264-Port", "UDP-Port des H.264-Bildes; der nächsthöhere trägt sein RTCP."],
        audioMulticast: ["Ton-Multicast", "Sendet den Ton an eine Multicast-Adresse."],
        audioAddress: ["Ton-Adresse", "Multicast-Adresse des Tons."],
        audioPort: ["Ton-Port", "UDP-Port des Tons; der nächsthöhere trägt sein RTCP."],
        hops: ["Reichweite (TTL)", "Wie viele Router ein Multicast-Paket höchstens durchläuft."],
      },
    },
    ipFilter: {
      name: "Adressfilter",
      doc: "Welche Netzadressen die Kamera erreichen dürfen.",
      fields: {
        enabled: ["Eingeschaltet", "Filtert nach Adressen."],
        rule: ["Regel", "Ob nur die genannten Adressen hineinkommen (allow) oder alle außer ihnen (deny)."],
        addresses: [
          "Adressen",
          "Adressen, Netze in CIDR-Schreibweise oder Bereiche von-bis; leere Plätze zählen nicht.",
        ],
      },
    },
    users: {
      name: "Konten",
      doc: "Wer sich anmelden darf, und die beiden Konten, die es immer gibt.",
      fields: {
        loginRequired: [
          "Anmeldung nötig",
          "Zuschauer müssen sich anmelden; ausgeschaltet darf jeder zusehen.",
        ],
        adminTimeoutMinutes: [
          "Abmelden nach (min)",
          "Minuten ohne Anfrage, nach denen sich ein Administrator auf den Seiten neu anmelden muss; 0 heißt nie.",
        ],
        adminName: ["Administrator", "Name des Administrators."],
        adminPassword: ["Passwort des Administrators", "Passwort des Administrators."],
        viewerName: ["Zuschauer", "Name des Kontos, das nur zusehen darf; leer schaltet es ab."],
        viewerPassword: ["Passwort des Zuschauers", "Passwort des Kontos, das nur zusehen darf."],
        adminControl: ["Nur ein Administrator", "Immer nur ein Administrator zur selben Zeit."],
      },
    },
    userSlot: {
      name: "Zuschauer",
      doc: "Ein Zuschauer und was er benutzen darf; ein Platz ohne Namen ist frei.",
      fields: {
        name: ["Name", "Name für die Anmeldung; leer gibt den Platz frei."],
        password: ["Passwort", "Passwort."],
        audioIn: ["Mithören", "Darf das Mikrofon hören."],
        audioOut: ["Sprechen", "Darf über den Lautsprecher sprechen."],
        panTilt: ["Bewegen", "Darf die Kamera bewegen."],
        io: ["Ein- und Ausgänge", "Darf die Eingänge lesen und Ausgänge, Leuchten und Filter schalten."],
      },
    },
    video: {
      name: "Bild",
      doc: "Das Bild, bevor es kodiert wird.",
      fields: {
        scheduled: ["Nacht nach Zeitplan", "Für das Bild ist Nacht, wenn der Zeitplan es sagt."],
        schedule: ["Zeitplan der Nacht", "Wann das Bild das der Nacht ist, etwa sunset..sunrise."],
        timestamp: ["Datum und Uhrzeit", "Schreibt Datum und Uhrzeit ins Bild."],
        textOverlay: ["Text einblenden", "Schreibt den Text ins Bild."],
        text: ["Text", "Der Text, der ins Bild geschrieben wird."],
        powerLineHz: ["Netzfrequenz (Hz)", "Netzfrequenz der Lampen im Bild."],
        whiteBalance: ["Weißabgleich", "Licht, nach dem Weiß bestimmt wird, oder gar keine Farbe."],
        exposure: ["Belichtung", "Helligkeit, von 1, am dunkelsten, bis 7, am hellsten."],
        sharpness: ["Schärfe", "Von 1, am weichsten, bis 7, am schärfsten."],
        flip: ["Auf den Kopf stellen", "Stellt das Bild auf den Kopf."],
        mirror: ["Spiegeln", "Vertauscht links und rechts."],
        hue: ["Farbton", "Dreht alle Farben um den Farbkreis, von 1 bis 7; 4 lässt sie, wie sie sind."],
        saturation: ["Sättigung", "Von 1, blass, bis 7, kräftig."],
        contrast: ["Kontrast", "Von 1, flach, bis 7, hart."],
        defaultChannel: [
          "Standard-Stream",
          "Der Stream, der gespielt wird, wenn ein Zuschauer keinen nennt.",
        ],
        aspectRatio: ["Seitenverhältnis", "Form des Bildes."],
        nightMode: ["Nachtbild", "Zeigt das Bild, wie es eine Kamera bei Nacht tut: heller und ohne Farbe."],
      },
    },
    privacyMask: {
      name: "Privatzone",
      doc: "Ein Bereich des Bildes, den niemand zu sehen bekommt.",
      fields: {
        enabled: ["Eingeschaltet", "Verdeckt diesen Bereich."],
        color: ["Farbe", "Farbe der Abdeckung."],
        area,
      },
    },
    dayNight: {
      name: "Tag und Nacht",
      doc: "Wann die Kamera zwischen Tag und Nacht wechselt.",
      fields: {
        filter: ["Infrarotfilter", "Der Infrarotfilter folgt Tag und Nacht."],
        mode: ["Betriebsart", "Nacht nach Helligkeit, nach den Zeiten unten, nie oder immer."],
        startHour: ["Beginn, Stunde", "Stunde, zu der die Nacht beginnt."],
        startMinute: ["Beginn, Minute", "Minute, zu der die Nacht beginnt."],
        endHour: ["Ende, Stunde", "Stunde, zu der die Nacht endet."],
        endMinute: ["Ende, Minute", "Minute, zu der die Nacht endet."],
        interval: ["Dauer", "Sekunden, die die Helligkeit anhalten muss."],
        nightBelow: ["Nacht unter", "Helligkeit in Prozent, unter der Nacht ist."],
        dayAbove: ["Tag über", "Helligkeit in Prozent, über der Tag ist."],
      },
    },
    h264Channel: {
      name: "H.264-Kanal",
      doc: "Ein H.264-Stream.",
      fields: {
        ...channel,
        profile: ["Profil", "Profil: high ist am kleinsten, baseline läuft überall."],
      },
    },
    mpeg4Channel: { name: "MPEG-4-Kanal", doc: "Ein Stream in MPEG-4 Teil 2.", fields: channel },
    jpegChannel: {
      name: "JPEG-Kanal",
      doc: "Ein Motion-JPEG-Stream; der erste bestimmt auch die Standbilder.",
      fields: jpegFields,
    },
    streams: {
      name: "Streams",
      doc: "Die Nummern, unter denen andere Einstellungen einen Stream nennen.",
      fields: {
        codec: ["Codec", "Codec des Streams."],
        channel: ["Kanal", "Die Nummer des Streams."],
      },
    },
    audio: {
      name: "Ton",
      doc: "Mikrofon, Lautsprecher und das Ereignis, das Geräusche auslösen.",
      fields: {
        microphone: ["Mikrofon", "Sendet den Ton des Mikrofons."],
        inputGain: [
          "Lautstärke des Mikrofons",
          "0 ist stumm, 1 ist unverändert, jede Stufe mehr macht es ein halbes Dezibel lauter.",
        ],
        inputCodec: ["Codec des Mikrofons", "Codec, in dem der Ton des Mikrofons gesendet wird."],
        speaker: ["Lautsprecher", "Gibt wieder, was Zuschauer sagen."],
        outputGain: [
          "Lautstärke des Lautsprechers",
          "0 ist stumm, 8 ist unverändert, jede Stufe ist ein halbes Dezibel.",
        ],
        outputCodec: ["Codec des Lautsprechers", "Codec, in dem Zuschauer sprechen müssen."],
        mode: ["Betriebsart", "Betriebsart des Tons."],
        duplex: ["Gegensprechen", "Ob Hören und Sprechen einander ausschließen."],
        sampleRateHz: ["Abtastrate (Hz)", "Abtastwerte pro Sekunde des Mikrofons."],
        microphone2: ["Zweiter Ton", "Sendet den Ton des Mikrofons zusätzlich in einem zweiten Codec."],
        sampleRateHz2: ["Zweite Abtastrate (Hz)", "Abtastwerte pro Sekunde im zweiten Codec."],
        inputCodec2: ["Zweiter Codec", "Der zweite Codec des Mikrofons."],
        triggerEnabled: ["Geräusch melden", "Ein Geräusch, oder sein Ende, ist ein Ereignis."],
        triggerLevel: ["Schwelle", "Lautstärke in Prozent, die als Geräusch gilt."],
        triggerOn: ["Ereignis bei", "Was das Ereignis ist."],
        advanced: ["Analoge Verstärkung", "Benutzt die analoge Verstärkung."],
        analogGain: ["Stärke der analogen Verstärkung", "Verstärkung vor dem Wandler des Mikrofons."],
      },
    },
    motion: {
      name: "Bewegungserkennung",
      doc: "Beobachtet das Bild auf Bewegung.",
      fields: {
        enabled: ["Eingeschaltet", "Beobachtet das Bild."],
        position: [
          "Position",
          "Stellung von Schwenken und Neigen, in Motorschritten, zu der die Fenster gehören.",
        ],
      },
    },
    motionWindow: {
      name: "Bewegungsfenster",
      doc: "Ein Bereich des Bildes, der auf Bewegung beobachtet wird.",
      fields: {
        enabled: ["Eingeschaltet", "Beobachtet diesen Bereich."],
        name: ["Name", "Name des Bereichs."],
        area,
        threshold: [
          "Schwelle",
          "Pegel, über dem es als Bewegung gilt; 255 ist der ganze Bereich, jedes Zehntel davon 53 weniger.",
        ],
        sensitivity: ["Empfindlichkeit", "Wie kleine Kontraste bemerkt werden; 10 bemerkt die kleinsten."],
        updateRate: [
          "Anpassung",
          "Wie schnell etwas, das stehen geblieben ist, zum Hintergrund wird: in zwei Sekunden je Punkt unter 100; bei 100 wird jedes Bild mit dem vorigen verglichen.",
        ],
      },
    },
    events: {
      name: "Ereignisse",
      doc: "Was geschieht, wenn etwas geschieht.",
      fields: {
        armed: ["Scharf", "Ereignisse lösen etwas aus."],
        scheduled: [
          "Nach Zeitplan",
          "Ereignisse lösen nur innerhalb des Zeitplans etwas aus; ein leerer gilt immer.",
        ],
        schedule: ["Zeitplan", "Wann Ereignisse etwas auslösen, etwa Mon-Fri,18:00-06:00."],
        intervalMinutes: [
          "Mindestabstand (min)",
          "Mindestens so viele Minuten vom Beginn eines Alarms zum nächsten; 0 heißt keine.",
        ],
        motion: ["Bewegung", sets("Bewegung")],
        format: clipFormat,
        stream: clipStream,
        preSeconds: before,
        postSeconds: after,
        audio: ["Geräusch", sets("ein Geräusch")],
        http: ["Webanfrage", sets("die Webanfrage für ein Ereignis")],
        input1: ["Eingang 1", sets("der erste Eingang")],
        input2: ["Eingang 2", sets("der zweite Eingang")],
        pir: ["Wärmesensor", sets("der Wärmesensor")],
        login: ["Gesperrte Anmeldung", sets("eine Anmeldung, die nach vielen Fehlversuchen gesperrt wurde,")],
        tamper: ["Sabotage", sets("eine Kamera, die verdeckt oder bewegt wird,")],
        prolong: [
          "Alarm verlängern",
          "Was während eines Alarms geschieht, verlängert ihn, auf höchstens fünf Minuten; ausgeschaltet folgt ihm der nächste.",
        ],
        keepDays: [
          "Aufbewahren (Tage)",
          "Tage, nach denen die eigene Kopie eines Clips gelöscht wird; 0 heißt nie.",
        ],
        keepMb: [
          "Speicherplatz (MiB)",
          "Platz in MiB für die eigenen Kopien von Clips; die ältesten gehen zuerst.",
        ],
        pictureRate: ["Bilder pro Sekunde", "Bilder pro Sekunde, wo Bilder gesendet werden und kein Clip."],
      },
    },
    eventEntry: {
      name: "Ereignisliste",
      doc: "Eine Zeile der Ereignisliste: was geschieht und was es auslöst.",
      fields: {
        defined: ["Vorhanden", "Den Eintrag gibt es."],
        source: ["Quelle", "Der Eingang oder Stream, von dem der Eintrag spricht."],
        schedule: [
          "Zeitplan",
          "Wann der Eintrag gilt: 0 immer, 2 nie, eine andere Zahl nach diesem Eintrag des Zeitplans.",
        ],
        trigger: ["Auslöser", "Was geschehen muss."],
        actions: ["Folgen", "Was es auslöst."],
        intervalSeconds: [
          "Mindestabstand (s)",
          "Mindestens so viele Sekunden vom Beginn eines Alarms zum nächsten, und der Abstand eines regelmäßigen; 0 heißt keine.",
        ],
        format: clipFormat,
        preSeconds: before,
        postSeconds: after,
        stream: clipStream,
        name: ["Name", "Name des Eintrags."],
      },
    },
    pir: {
      name: "Wärmesensor",
      doc: "Der Wärmesensor.",
      fields: {
        enabled: ["Eingeschaltet", "Wärme, die sich bewegt, ist ein Ereignis."],
        motionToo: ["Nur mit Bewegung", "Verlangt zugleich Bewegung im Bild."],
        motionSeconds: ["Zeitspanne (s)", "Zeit, innerhalb derer beides geschehen muss."],
      },
    },
    mailServer: {
      name: "Mailserver",
      doc: "Ein Server, über den E-Mails gesendet werden; der zweite wird gefragt, wenn der erste nicht erreichbar ist.",
      fields: {
        enabled: ["Eingeschaltet", "Benutzt diesen Server."],
        host: ["SMTP-Server", "Der SMTP-Server."],
        popHost: [
          "POP3-Server",
          "Der POP3-Server, für Server, die zuerst nach E-Mails gefragt werden wollen.",
        ],
        popPort: ["POP3-Port", "Port des POP3-Servers; auf 995 beginnt TLS sofort."],
        port: ["SMTP-Port", "Port des SMTP-Servers."],
        auth: [
          "Anmeldung",
          "Keine Anmeldung, Anmeldung beim SMTP-Server, oder zuerst Anmeldung beim POP3-Server.",
        ],
        user: login,
        password,
        from: ["Absender", "Absender der E-Mails."],
        encrypt: [
          "Verschlüsseln",
          "Benutzt TLS: auf Port 465 sofort, sonst, wenn der Server es anbietet. Mit einer Anmeldung muss er.",
        ],
        verify: ["Zertifikat prüfen", "Lehnt einen Server ab, dessen Zertifikat nicht vertraut wird."],
      },
    },
    mail: {
      name: "E-Mail",
      doc: "Wer welche E-Mail bekommt.",
      fields: {
        to: ["Empfänger", "E-Mail-Adressen; leere Plätze zählen nicht."],
        receives: ["Bekommt E-Mails", "Welche der Adressen E-Mails bekommen."],
        attachments: ["Bekommt Anhänge", "Welche der Adressen mit der E-Mail Bilder oder Clips bekommen."],
        subject: ["Betreff", "Betreff der E-Mails; leer ist er Kameraname und Ereignis."],
      },
    },
    ftpServer: {
      name: "Upload-Server",
      doc: "Ein Server, auf den Bilder und Clips hochgeladen werden; der zweite wird benutzt, wenn der erste nicht erreichbar ist.",
      fields: {
        enabled: ["Eingeschaltet", "Benutzt diesen Server."],
        host: serverAbsent,
        user: login,
        password,
        folder: ["Ordner", "Ordner auf dem Server; leer ist der, in dem die Anmeldung beginnt."],
        passive: ["Passiv", "Die Kamera öffnet die Datenverbindung; ausgeschaltet tut es der Server."],
        port: ["Port", "Port des Servers."],
        security: ["Sicherheit", "Einfaches FTP, FTP über TLS oder SFTP über SSH."],
        verify: [
          "Server prüfen",
          "Lehnt einen Server ab, dessen Zertifikat oder Hostschlüssel nicht bekannt ist.",
        ],
        createFolders: ["Ordner anlegen", "Legt fehlende Ordner an."],
        folderPerDay: ["Ordner je Tag", "Legt für jeden Tag einen Ordner an."],
      },
    },
    share: {
      name: "Netzwerkordner",
      doc: "Ein Ordner im lokalen Netz (SMB), in den Bilder und Clips hochgeladen werden.",
      fields: {
        enabled: ["Eingeschaltet", "Benutzt diesen Ordner."],
        host: serverAbsent,
        folder: shareFolder,
        user: login,
        password,
      },
    },
    shareRecording: {
      name: "Daueraufnahme im Netz",
      doc: "Aufzeichnung ohne Ende in einen Ordner im lokalen Netz (SMB).",
      fields: {
        enabled: ["Eingeschaltet", "Zeichnet auf."],
        limitBy: ["Dateien begrenzen nach", "Was eine Datei beendet und die nächste beginnt."],
        fileSizeKb: ["Dateigröße (KiB)", "Größe einer Datei in KiB; 0 heißt unbegrenzt."],
        durationSeconds: ["Dauer (s)", "Länge einer Datei in Sekunden."],
        stream: recorded,
        timeInName: [
          "Zeit im Namen",
          "Gibt jeder Datei einen Namen mit ihrer Zeit; ausgeschaltet wird eine Datei immer überschrieben.",
        ],
        host: ["Server", "Der Server; leer ist es der für die Uploads."],
        folder: shareFolder,
        user: login,
        password,
        prefix: ["Namensanfang", "Erster Teil der Dateinamen."],
        behavior: ["Bei voller Platte", "Was geschieht, wenn die Platte voll ist."],
        schedule: weekly,
        motionPrefix: ["Namensanfang bei Bewegung", "Erster Teil der Namen von Dateien mit Bewegung."],
        motionSeconds: ["Dauer bei Bewegung (s)", "Länge einer Datei mit Bewegung in Sekunden."],
      },
    },
    sdcard: {
      name: "Speicherkarte",
      doc: "Aufzeichnung in den eigenen Speicher der Kamera.",
      fields: {
        enabled: ["Eingeschaltet", "Zeichnet ohne Ende auf."],
        events: ["Ereignisse", "Behält die Clips von Ereignissen."],
        audio: ["Ton", "Zeichnet auch den Ton auf."],
        limitBy: ["Dateien begrenzen nach", "Was eine Datei beendet und die nächste beginnt."],
        fileSizeMb: ["Dateigröße (MiB)", "Größe einer Datei in MiB."],
        whenFull: [
          "Bei vollem Speicher",
          "Was geschieht, wenn der Speicher voll ist: Die ältesten Dateien gehen, oder die Aufzeichnung endet.",
        ],
        durationSeconds: ["Dauer (s)", "Länge einer Datei in Sekunden."],
        stream: recorded,
        prefix: ["Namensanfang", "Erster Teil der Dateinamen."],
        eventPrefix: ["Namensanfang bei Ereignissen", "Erster Teil der Namen von Clips von Ereignissen."],
        scheduled: ["Nach Zeitplan", "Zeichnet nur dann nach dem Zeitplan auf, wenn es 1 ist."],
        schedule: weekly,
        sizeMb: ["Größe (MiB)", "Größe des Speichers in MiB."],
      },
    },
    notify: {
      name: "Webbenachrichtigung",
      doc: "Eine Anfrage an einen Webserver bei jedem Ereignis.",
      fields: {
        enabled: ["Eingeschaltet", "Sendet die Anfragen."],
        url: ["Adresse (URL)", "Wohin sie gehen."],
        proxyHost: ["Proxy", "Proxy, über den sie gehen."],
        proxyPort: ["Proxy-Port", "Port des Proxys."],
        method: [
          "Methode",
          "HTTP-Methode; die Einzelheiten stehen bei POST im Inhalt, sonst in der Adresse.",
        ],
        user: ["Benutzername", "Name für die Anmeldung beim Webserver."],
        password: ["Passwort", "Passwort beim Webserver."],
        verify: ["Zertifikat prüfen", "Lehnt einen https-Server ab, dessen Zertifikat nicht vertraut wird."],
        proxyUser: ["Proxy-Benutzername", "Name für die Anmeldung beim Proxy."],
        proxyPassword: ["Proxy-Passwort", "Passwort beim Proxy."],
        details: ["Einzelheiten", "Sagt, was wo und wann geschehen ist."],
      },
    },
    httpEvent: {
      name: "Webereignis",
      doc: "Ein Ereignis, das eine Webanfrage auslöst, und Clips, die an einen Webserver gesendet werden.",
      fields: {
        triggerEnabled: ["Auslösen erlauben", "Eine Anfrage darf das Ereignis auslösen."],
        postEnabled: ["Clips senden", "Sendet Clips."],
        postUser: ["Benutzername", "Name für die Anmeldung beim Webserver."],
        postPassword: ["Passwort", "Passwort beim Webserver."],
        postUrl: ["Adresse (URL)", "Wohin die Clips gesendet werden."],
        postVerify: [
          "Zertifikat prüfen",
          "Lehnt einen https-Server ab, dessen Zertifikat nicht vertraut wird.",
        ],
      },
    },
    cloudPost: {
      name: "Cloud-Meldungen",
      doc: "Anfragen an einen Server, der auf die Kamera achtgibt.",
      fields: {
        periodicUrl: [
          "Regelmäßige Adresse (URL)",
          "Was die Kamera alle fünf Minuten aufruft, um zu zeigen, dass es ihr gut geht.",
        ],
        eventUrl: ["Adresse bei Alarm (URL)", "Was die Kamera bei jedem Alarm aufruft."],
        expireHours: [
          "Verfällt nach (h)",
          "Stunden, nach denen eine Meldung, die nicht möglich war, aufgegeben wird; 0 heißt wie im Ausgang eingestellt.",
        ],
      },
    },
    alarmServer: {
      name: "Alarmserver",
      doc: "Ein Server, der von jedem Alarm durch eine Webanfrage erfährt.",
      fields: {
        enabled: ["Eingeschaltet", "Benachrichtigt diesen Server."],
        intervalSeconds: [
          "Ruhe (s)",
          "Sekunden nach einer Anfrage, in denen dieser Server von keinem anderen Alarm erfährt; 0 heißt keine Ruhe.",
        ],
        host: serverAbsent,
        port: ["Port", "Port des Servers."],
        secure: ["HTTPS", "Benutzt https."],
        verify: ["Zertifikat prüfen", "Lehnt einen Server ab, dessen Zertifikat nicht vertraut wird."],
        method: ["Methode", "HTTP-Methode."],
        login: ["Anmelden", "Sendet die Anmeldung."],
        user: login,
        password,
        path: ["Pfad", "Pfad der Anfrage."],
        areas: ["Bewegung", "Meldet Bewegung."],
        inputs: ["Eingänge", "Meldet Eingänge und den Wärmesensor."],
        audio: ["Geräusch", "Meldet Geräusche."],
        inputsInAreas: [
          "Wärme mit Bewegung",
          "Meldet den Wärmesensor zusammen mit Bewegung in einem Bereich, als 7 bis 10; ausgeschaltet gilt das als Eingang.",
        ],
        sendsTrigger: ["Auslöser nennen", "Sagt in der Anfrage, was den Alarm ausgelöst hat."],
        queries: ["Gesendete Parameter", "Welche der Parameter gesendet werden."],
        queryNames: ["Namen der Parameter", "Namen von Parametern für die Anfrage."],
        queryValues: ["Werte der Parameter", "Werte dieser Parameter."],
        headers: ["Gesendete Kopfzeilen", "Welche der Kopfzeilen gesendet werden."],
        headerNames: ["Namen der Kopfzeilen", "Namen von Kopfzeilen."],
        headerValues: ["Werte der Kopfzeilen", "Werte dieser Kopfzeilen."],
      },
    },
    outbox: {
      name: "Ausgang",
      doc: "Was auf seine Zustellung wartet, während ein Server weg ist. Wenn kein Platz mehr ist, geht zuerst, was gescheitert ist, dann das Älteste.",
      fields: {
        maxMegabytes: [
          "Platz (MiB)",
          "Wie viel Platz Bilder und Clips auf der Platte brauchen dürfen, während sie warten, in MiB.",
        ],
        maxJobs: ["Höchstzahl", "Wie viele Zustellungen warten dürfen."],
        maxDays: ["Aufgeben nach Tagen", "Nach wie vielen Tagen eine Zustellung aufgegeben wird."],
        failedDays: [
          "Gescheiterte aufbewahren (Tage)",
          "Wie viele Tage eine endgültig gescheiterte Zustellung aufbewahrt wird, um sie von Hand zu wiederholen.",
        ],
        logEntries: ["Einträge im Protokoll", "An wie viele Versuche sich das Zustellprotokoll erinnert."],
        linkLocal: [
          "Link-lokale Adressen",
          "Stellt auch an link-lokale Adressen (169.254.x.x, fe80::) und an die Metadaten-Server von Clouds zu.",
        ],
      },
    },
    alarmClips: {
      name: "Alarmclips",
      doc: "Clips von Alarmen, die auf den FTP-Server hochgeladen werden.",
      fields: {
        enabled: ["Eingeschaltet", "Lädt von jedem Alarm einen Clip hoch."],
        restSeconds: [
          "Ruhe (s)",
          "Ruhezeit nach einem Clip in Sekunden, in der Alarme keinen haben; 0 heißt keine Ruhe.",
        ],
      },
    },
    alarmPictures: {
      name: "Alarmbilder",
      doc: "Bilder von Alarmen, die auf den FTP-Server hochgeladen werden.",
      fields: {
        enabled: ["Eingeschaltet", "Lädt von jedem Alarm Bilder hoch, eines pro Sekunde."],
        restSeconds: [
          "Ruhe (s)",
          "Ruhezeit nach den Bildern in Sekunden, in der Alarme keine haben; 0 heißt keine Ruhe.",
        ],
        count: ["Anzahl", "Bilder je Alarm."],
      },
    },
    alarmMails: {
      name: "Alarmmails",
      doc: "E-Mails von Alarmen, neben denen, die Ereignisse auslösen.",
      fields: {
        enabled: ["Eingeschaltet", "Sendet bei jedem Alarm eine E-Mail."],
        restSeconds: [
          "Ruhe (s)",
          "Ruhezeit nach einer E-Mail in Sekunden, in der Alarme keine haben; 0 heißt keine Ruhe.",
        ],
        count: ["Bilder", "Bilder, die mit jeder E-Mail gehen, eines pro Sekunde."],
      },
    },
    timedPictures: {
      name: "Regelmäßige Bilder",
      doc: "Ein Bild in festem Abstand, das auf den FTP-Server hochgeladen wird.",
      fields: {
        enabled: ["Eingeschaltet", "Lädt die Bilder hoch."],
        intervalSeconds: ["Abstand (s)", "Sekunden von einem Bild zum nächsten, gezählt ab Mitternacht UTC."],
        fixedName,
        prefixed,
        name: pictureName,
      },
    },
    scheduledPictures: {
      name: "Bilder nach Zeitplan",
      doc: "Bilder zu festen Zeiten der Woche, die auf den FTP-Server hochgeladen werden.",
      fields: {
        enabled: ["Eingeschaltet", "Lädt die Bilder hoch."],
        fixedName,
        prefixed,
        name: pictureName,
        times: [
          "Zeiten",
          "Wann, in der eigenen Zeit der Kamera: 36000-3;79200-127 ist 10:00 Uhr am Montag und Dienstag und täglich 22:00 Uhr.",
        ],
      },
    },
    inputPin: {
      name: "Eingang",
      doc: "Ein elektrischer Eingang.",
      fields: {
        activeLevel: ["Ereignis bei", "Der Pegel, der ein Ereignis ist."],
        type: ["Angeschlossen", "Was angeschlossen ist."],
      },
    },
    outputPin: {
      name: "Ausgang (elektrisch)",
      doc: "Ein elektrischer Ausgang.",
      fields: {
        initialLevel: ["Pegel beim Start", "Sein Pegel, wenn die Kamera startet."],
        button: ["Taste", "Die Taste des Ausgangs auf der Seite des Zuschauers."],
        action: ["Verhalten", "Bleibt, wie er geschaltet wird, oder fällt zurück."],
        pulseSeconds: ["Dauer (s)", "Zeit, nach der er zurückfällt."],
      },
    },
    ptz: {
      name: "Schwenken und Neigen",
      doc: "Bewegt die Kamera.",
      fields: {
        mode: ["Betriebsart", "Wie die Kamera bewegt wird."],
        motionMutex: [
          "Mit Bewegungserkennung",
          "Während auf Bewegung geachtet wird: Die Kamera bleibt stehen, oder die Erkennung ruht abseits ihrer Position, oder keines von beiden.",
        ],
        patrol: ["Rundgang", "Die Orte, die ein Rundgang besucht, und wie lange er dort bleibt."],
        home: ["Grundstellung", "Stellung von Schwenken und Neigen in der Grundstellung, in Motorschritten."],
        patrolSeconds: [
          "Aufenthalt im Rundgang (s)",
          "Wie lange ein Rundgang an einem Ort bleibt, wenn es dort nicht steht; leer ist 8.",
        ],
        patrolStyle: ["Reihenfolge des Rundgangs", "Reihenfolge eines Rundgangs."],
        returnWhenIdle: [
          "Zurückkehren",
          "Kehrt zur Position der Bewegungserkennung zurück, wenn niemand die Kamera bewegt.",
        ],
        returnSeconds: ["Zurückkehren nach (s)", "Nach welcher Zeit sie zurückkehrt."],
        panSpeed: ["Tempo seitwärts", "Tempo zur Seite."],
        tiltSpeed: ["Tempo auf und ab", "Tempo nach oben und unten."],
      },
    },
    preset: {
      name: "Ort",
      doc: "Eine Stellung, in die man die Kamera schicken kann.",
      fields: {
        name: ["Name", "Name des Ortes."],
        stored: ["Gemerkt", "Eine Stellung ist gemerkt."],
        position: ["Stellung", "Stellung von Schwenken und Neigen in Motorschritten."],
      },
    },
  },
  flags: {
    mail: "E-Mail",
    ftp: "Upload (FTP, SFTP)",
    notify: "Webbenachrichtigung",
    post: "Clip an Webserver",
    share: "Netzwerkordner",
    message: "Nachricht",
    whiteLight: "Weißes Licht",
    sdCard: "Speicherkarte",
    output1: "Ausgang 1",
    output2: "Ausgang 2",
    output3: "Ausgang 3",
    output4: "Ausgang 4",
    shareRecording: "Aufnahme in den Netzwerkordner",
    sdRecording: "Aufnahme auf die Speicherkarte",
  },
  noEffects: {
    "the computer's operating system keeps its own network alive":
      "das Betriebssystem des Rechners hält sein Netz selbst am Leben",
    "parts report their end at once, so there is no silence to wait out":
      "Teile melden ihr Ende sofort, es gibt also keine Stille abzuwarten",
    "no program of today asks a WINS server": "kein heutiges Programm fragt einen WINS-Server",
    "every Wi-Fi of today has it on": "jedes heutige WLAN hat es eingeschaltet",
    "the letters and the length of a WEP key say how it is written":
      "Buchstaben und Länge eines WEP-Schlüssels sagen, wie er geschrieben ist",
    "a certificate can not be given to the camera": "der Kamera kann kein Zertifikat gegeben werden",
    "the meaning is not public": "die Bedeutung ist nicht öffentlich bekannt",
    "dialling in is the business of the computer or its router":
      "die Einwahl ist Sache des Rechners oder seines Routers",
    "changes are atomic, so administrators do not disturb each other":
      "Änderungen gelten ganz oder gar nicht, Administratoren stören einander also nicht",
    "the source's own exposure decides whether lamps flicker":
      "ob Lampen flimmern, entscheidet die Belichtung der Quelle",
    "the resolution of each channel sets its shape": "die Auflösung jedes Kanals bestimmt seine Form",
    "over a network listening and talking never disturb each other":
      "über ein Netz stören Hören und Sprechen einander nie",
    "the gain of a computer's sound card is the computer's own":
      "die Verstärkung der Soundkarte ist Sache des Rechners",
    "what happens already names its input or window, and the clip its stream":
      "was geschieht, nennt schon seinen Eingang oder sein Fenster, und der Clip seinen Stream",
  },
};
