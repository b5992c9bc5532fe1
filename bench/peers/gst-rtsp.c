/* gst-rtsp-server with one H.264 film, shared by all viewers: gst-rtsp PORT FILE */
#include <gst/rtsp-server/rtsp-server.h>

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  gst_init(NULL, NULL);
  GstRTSPServer *server = gst_rtsp_server_new();
  GstRTSPMediaFactory *factory = gst_rtsp_media_factory_new();
  gchar *launch = g_strdup_printf(
      "( filesrc location=%s ! qtdemux ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=-1 )", argv[2]);
  gst_rtsp_server_set_address(server, "127.0.0.1");
  gst_rtsp_server_set_service(server, argv[1]);
  gst_rtsp_server_set_backlog(server, 1024);
  gst_rtsp_media_factory_set_launch(factory, launch);
  gst_rtsp_media_factory_set_shared(factory, TRUE);
  GstRTSPMountPoints *mounts = gst_rtsp_server_get_mount_points(server);
  gst_rtsp_mount_points_add_factory(mounts, "/feed", factory);
  g_object_unref(mounts);
  if (gst_rtsp_server_attach(server, NULL) == 0) return 1;
  g_main_loop_run(g_main_loop_new(NULL, FALSE));
  return 0;
}
