/** A path of the Sercomm interface as it is known, with one question for each thing that it can be asked. */
export interface KnownPath {
  readonly path: string;
  readonly method?: "POST";
  /** What is behind the "?" of each question; "" where nothing is. */
  readonly asks: readonly string[];
  readonly does: string;
  /** What has to be set before. */
  readonly after?: string;
}

/** Every path. What stands behind a path that is answered has to be answered too. */
export const knownPaths: readonly KnownPath[] = [
  {
    path: "/util/query.cgi",
    asks: ["", "extension=yes"],
    does: "what the camera is and has; its network and time",
  },
  { path: "/img/query.cgi", asks: [""], does: "what the user may use" },
  {
    path: "/img/snapshot.cgi",
    asks: [
      "",
      "size=1",
      "size=2",
      "size=3",
      "size=4",
      "quality=1",
      "quality=2",
      "quality=3",
      "quality=4",
      "quality=5",
      "size=3&quality=5",
    ],
    does: "one picture",
  },
  { path: "/img/mobile.cgi", asks: [""], does: "one small picture" },
  { path: "/img/video.mjpeg", asks: [""], does: "motion JPEG" },
  {
    path: "/img/mjpeg.cgi",
    asks: ["", "size=4&framerate=15"],
    does: "motion JPEG, if the channel is set so",
  },
  { path: "/img/mjpeg.htm", asks: [""], does: "a page with motion JPEG" },
  { path: "/img/media.sdp", asks: [""], does: "the description of the RTSP session" },
  { path: "/img/media.flv", asks: [""], does: "Flash video" },
  { path: "/img/media.swf", asks: [""], does: "a player for it" },
  { path: "/img/sc_flvplayer.swf", asks: [""], does: "a player for it" },
  { path: "/img/video.asf", asks: [""], does: "MPEG-4 and sound" },
  { path: "/img/stream.m3u8", asks: [""], does: "HLS" },
  { path: "/img/g711a.cgi", method: "POST", asks: [""], does: "takes speech, A-law" },
  {
    path: "/img/g711u.cgi",
    method: "POST",
    after: "group=AUDIO&out_audio_type=1",
    asks: [""],
    does: "takes speech, \u00b5-law",
  },
  {
    path: "/img/g726.cgi",
    method: "POST",
    after: "group=AUDIO&out_audio_type=2",
    asks: [""],
    does: "takes speech, G.726",
  },
  {
    path: "/pt/ptctrl.cgi",
    asks: [
      ...["L", "R", "U", "D", "UL", "UR", "DL", "DR"].map((way) => `mv=${way},11`),
      ...["mv=H", "mv=X", "position=-100,40", "preset=set,1", "preset=all", "preset=move,1"],
      ...["preset=move,100", "preset=move,101", "preset=move,102", "preset=move,103", "preset=move,104"],
      ...["preset=set,103", "preset=del,1", "preset=del"],
    ],
    does: "moves the camera",
  },
  { path: "/io/query_filter.cgi", asks: [""], does: "the infrared filter" },
  {
    path: "/io/query_pc.cgi",
    asks: [
      ...[
        "",
        "privacy_button",
        "pir",
        "light_sensor",
        "pt_position",
        "input_1",
        "input_2",
        "output_1",
        "output_2",
      ],
      ...["dn_mode", "ir_cut", "ir_leds", "wl_leds"],
    ],
    does: "inputs, outputs, lamps, sensors and position",
  },
  {
    path: "/io/control_pc.cgi",
    asks: ["output_1=high", "output_2=low", "dn_mode=night", "ir_cut=open", "ir_leds=on", "wl_leds=on"],
    does: "switches them",
  },
  {
    path: "/adm/get_group.cgi",
    asks: ["", "group=MOTION", "group=MOTION.md_name1", "group=SYSTEM&group=LOG"],
    does: "settings",
  },
  { path: "/adm/get_ui_group.cgi", asks: ["group=SYSTEM"], does: "settings, as the cameras' own pages ask" },
  {
    path: "/adm/set_group.cgi",
    asks: ["group=EVENT&event_trigger=1", "group=H264&resolution=4&group=JPEG&resolution=4"],
    does: "changes settings",
  },
  { path: "/adm/sysinfo.cgi", asks: [""], does: "firmware and serial number" },
  {
    path: "/adm/date.cgi",
    asks: ["action=get", "action=set&year=2026&month=5&day=4&hour=3&minute=2&second=1"],
    does: "the clock",
  },
  { path: "/adm/admcfg.cfg", asks: [""], does: "all settings as a file" },
  { path: "/adm/upload.cgi", method: "POST", asks: [""], does: "takes such a file" },
  { path: "/adm/log.cgi", asks: [""], does: "the log" },
  { path: "/adm/site_survey.cgi", asks: [""], does: "Wi-Fi networks" },
  { path: "/adm/wireless_status.cgi", asks: [""], does: "the Wi-Fi connection" },
  { path: "/adm/smb_survey.cgi", asks: ["", "timeout=5", "action=stop"], does: "servers of shares" },
  { path: "/adm/smb_dirctrl.cgi", asks: ["server=nas&path=share"], does: "folders of a share" },
  { path: "/adm/privacy_ctl.cgi", asks: ["privacy=start", "privacy=stop"], does: "withholds pictures" },
  { path: "/adm/enable_ui.cgi", asks: [""], does: "switches the pages on, which are always on here" },
  { path: "/adm/ping.cgi", asks: [""], does: "says that it is there" },
  { path: "/adm/http_trigger.cgi", asks: [""], does: "sets off an alarm" },
  { path: "/adm/reboot.cgi", asks: [""], does: "restarts" },
  { path: "/adm/reset_to_default.cgi", asks: [""], does: "forgets all settings, and restarts" },
  {
    path: "/adm/file.cgi",
    asks: [
      "next_file=status.htm",
      "next_file=event.htm",
      "todo=save&h_en_trig=1&h_trig_md=1",
      "todo=save&h_LEDs=1",
      "todo=save&LEDs=1",
    ],
    does: "old pages and forms",
  },
  { path: "/adm/Licenses.txt", asks: [""], does: "the terms of use" },
  { path: "/adm/upgrade.cgi", method: "POST", asks: [""], does: "takes firmware" },
  { path: "/adm/flash_dumper.cgi", asks: [""], does: "the whole flash memory" },
  { path: "/adm/test.cgi", asks: [""], does: "tried an FTP server" },
  { path: "/adm/admdbg_status.cgi", asks: [""], does: "the insides of the firmware" },
];

/** Questions to paths above that are refused on purpose. */
export const refusedQuestions: Readonly<Record<string, string>> = {
  "/adm/file.cgi?todo=inject_telnetd":
    "it opened the camera to everybody by a password that is known everywhere",
  "/adm/file.cgi?next_file=pass_wd.htm": "the page showed the administrator's password",
  "/adm/file.cgi?next_file=Wsecurity.htm": "the page showed the password of the Wi-Fi",
};

/** Paths that others of the family have and these models do not. */
export const otherPaths: Readonly<Record<string, string>> = {
  "/onvif/device_service": "only a later sibling speaks ONVIF",
};

/** What RTSP plays by a fixed path; the aliases are those of `sp_uri`. */
export const knownRtsp: readonly string[] = ["/img/media.sav", "/img/video.sav", "/img/audio.sav"];

/** Every key by its group; {1..4} stands for four keys. */
export const knownKeys: Readonly<Record<string, string>> = {
  Manufacture: "def_name default_ip max_user summer_chg conf_status",
  SYSTEM:
    "cfg_ver host_name comment time_format date_format time_zone daylight_saving ntp_mode ntp_server " +
    "ntp_date ntp_hour ntp_min led_mode reboot_time boot_up_time reboot_reason wd_timer_wifi " +
    "wd_timer_idled wd_timer_acted wd_reboot_num wd_reboot_time pir_mode pir_mot_mode pir_mot_timer " +
    "pb_status reg_interval",
  LOG:
    "log_mode log_level syslog_mode syslog_server syslog_port im_mode im_server im_account im_password " +
    "im_sendto im_message ftplog_mode smtplog_mode systemlog_mode imlog_mode",
  NETWORK: "ip_addr netmask gateway dhcp dns_type dns_server1 dns_server2 wins_type wins_ip",
  WIRELESS:
    "wlan_type wlan_essid wlan_channel wlan_domain wlan_security wep_authtype wep_mode wep_index " +
    "wep_ascii wep_kep{1..4} wpa_ascii wmm connection_mode wpa_ep_auth_type wpa_tls_user " +
    "wpa_tls_priv_keypass wpa_ttls_auth_type wpa_ttls_user wpa_ttls_pass wpa_ttls_anony_name",
  DDNS:
    "ddns_mode ddns_service ddns_account ddns_password ddns_host_name ddns_hour ddns_minute " +
    "ddns_update_unit ddns_update_period",
  HTTP: "http_mode http_port2 http_port2_num https_mode ssport_enable ssport_number",
  RTSP_RTP:
    "rtsp_port rtp_port rtp_size mcast_enable mcast_video_enable mcast_video_addr mcast_video_port " +
    "mcast_h264_enable mcast_h264_addr mcast_h264_port mcast_audio_enable mcast_audio_addr " +
    "mcast_audio_port mcast_hops mcast_group_name",
  UPNP: "upnp_mode upnp_traversal upnp_camera upnpcp_port_increment",
  EMAIL:
    "smtp_enable smtp_server pop_server smtp_port smtp_auth smtp_account smtp_password smtp2_enable " +
    "smtp2_server pop2_server smtp2_port smtp2_auth smtp2_account smtp2_password from_addr from_addr2 " +
    "to_addr{1..3} send_email email_att subject smtp_serv_flag smtp2_serv_flag",
  FTP:
    "ftp1 ftp2 ftp1_server ftp2_server ftp1_account ftp2_account ftp1_passwd ftp2_passwd ftp1_path " +
    "ftp2_path ftp1_passive ftp2_passive ftp1_port ftp2_port",
  SMBC:
    "smbc_enable smbc_server smbc_path smbc_account smbc_passwd smbc_rec_enable smbc_rec_file_ctrl " +
    "smbc_rec_filesize smbc_rec_duration smbc_rec_streaming smbc_rec_mode smbc_rec_server smbc_rec_path " +
    "smbc_rec_account smbc_rec_passwd smbc_rec_filename_prefix smbc_rec_behavior smbc_rec_schedule " +
    "smbc_rec_bymd_fn_prefix smbc_rec_bymd_len",
  VIDEO:
    "video_schedule video_define{1..10} time_stamp text_overlay text power_line color exposure sharpness " +
    "flip mirror hue saturation contrast default_channel mask_window{1..4} mask_color{1..4} " +
    "mask_position{1..4} night_mode dn_filter dn_sch dn_sch_hr dn_sch_min dn_sch_hrend dn_sch_minend dn_interval " +
    "dn_threshold aspect_ratio bmp_overlay",
  H264:
    "mode resolution quality_type quality_level bit_rate frame_rate gov_length sp_uri mode2 mode3 " +
    "resolution2 resolution3 quality_type2 quality_type3 quality_level2 quality_level3 bit_rate2 " +
    "bit_rate3 frame_rate2 frame_rate3 gov_length2 gov_length3 sp_uri2 sp_uri3 bandwidth profile cropping " +
    "bandwidth2 bandwidth3 profile2 profile3 cropping2 cropping3",
  MPEG4:
    "mode resolution quality_type quality_level bit_rate frame_rate gov_length sp_uri mode2 mode3 " +
    "resolution2 resolution3 quality_type2 quality_type3 quality_level2 quality_level3 bit_rate2 " +
    "bit_rate3 frame_rate2 frame_rate3 gov_length2 gov_length3 sp_uri2 sp_uri3 bandwidth cropping " +
    "bandwidth2 bandwidth3 cropping2 cropping3",
  JPEG:
    "mode resolution quality_level frame_rate sp_uri mode2 mode3 resolution2 resolution3 quality_level2 " +
    "quality_level3 frame_rate2 frame_rate3 sp_uri2 sp_uri3 bandwidth cropping bandwidth2 bandwidth3 " +
    "cropping2 cropping3",
  STREAMS: "channel{1..3}",
  AUDIO:
    "audio_in in_volume in_audio_type audio_out out_volume out_audio_type audio_mode operation_mode " +
    "in_pcm_sr audio_in2 in_pcm_sr2 in_audio_type2 au_trigger_en au_trigger_volume au_trigger_method " +
    "audio_advanced_mode in_volume_again",
  USER:
    "login_check admin_timeout admin_name admin_password viewer_name viewer_password user{1..20} " +
    "audio_in_ctrl audio_out_ctrl pt_ctrl adm_ctrl io_ctrl",
  IP_FILTER: "ip_filter ip_filter_rule ip_filter{1..20}",
  MOTION:
    "md_mode md_switch{1..4} md_name{1..4} md_window{1..4} md_threshold{1..4} md_sensitivity{1..4} " +
    "md_update_freq{1..4} md_point md_abs_window{1..4}",
  IO:
    "in1_trigger in2_trigger in1_type in2_type out1_init out2_init out1_button out2_button out1_action " +
    "out2_action out1_pulse_duration out2_pulse_duration",
  EVENT:
    "event_trigger event_schedule event_define{1..10} event_interval event_mt event_attach event_audio " +
    "event_httpc event_in1 event_in2 event_pir event{1..10}_entry event_mpeg4 event_jpeg event_jpeg_fps",
  QOS: "qos_enable qos_dscp qos_av_switch",
  MCWS: "url_periodic url_event expire_hours",
  HTTP_NOTIFY:
    "http_notify http_url http_proxy http_proxy_no http_method http_user http_password proxy_user " +
    "proxy_password event_data_flag",
  HTTP_EVENT: "http_event_en http_post_en http_post_user http_post_pass http_post_url",
  PPPOE:
    "pppoe_enable pppoe_username pppoe_password pppoe_dod pppoe_idle_time pppoe_redial_time " +
    "pppoe_hostname pppoe_mtu_type pppoe_mtu",
  BONJOUR: "bonjour_name bonjour_mode",
  SDCARD:
    "sdcard_rec_enable sdcard_rec_event_enable sdcard_rec_audio_enable sdcard_rec_file_ctrl " +
    "sdcard_rec_file_size sdcard_rec_disk_ctrl sdcard_rec_duration sdcard_rec_stream_id " +
    "sdcard_rec_filename_prefix sdcard_rec_event_prefix sdcard_rec_schedule sdcard_rec_schedule{1..10}",
  PTZ:
    "PtzMode PtzMdMutex Preset{1..9}Name Preset{1..9}Position Patrol1Position PredefineHome " +
    "PatrolInterval PatrolStyle GotoMdPosIdleEn GotoMdPosIdleVal PtzPanSpeed PtzTiltSpeed",
  PORT_FILTER: "port_filter1",
  OEM_REGISTER: "register_status register_gw",
  MOBILE: "mobile_support resolution quality mobile_access",
  FTP2: "",
};

/** Groups and keys that only other models of the family have; a group stands for all of its keys. */
export const otherKeys: Readonly<Record<string, string>> = {
  "VIDEO.bmp_overlay": "only a later sibling lays pictures over its video",
  "MOTION.md_abs_window": "only a later sibling has it; md_window says the same on a fixed grid",
  "EVENT.event_mpeg4": "only an older sibling has it; event_attach says the same",
  "EVENT.event_jpeg": "only an older sibling has it; event_attach says the same",
  "RTSP_RTP.mcast_group_name": "only an older sibling names its multicast session",
  PORT_FILTER: "only some providers' firmware has it; IP_FILTER limits who gets in",
  OEM_REGISTER: "it is about the vendor's cloud, which is gone",
  MOBILE: "only an older sibling has it; /img/mobile.cgi is always on",
  FTP2: "only one provider's firmware has it; FTP has both servers",
};
