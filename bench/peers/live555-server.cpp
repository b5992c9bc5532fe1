// live555 with one H.264 film, read once for all viewers: live555-server PORT FILE
#include <BasicUsageEnvironment.hh>
#include <cstdlib>
#include <liveMedia.hh>

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  OutPacketBuffer::maxSize = 1 << 20;
  UsageEnvironment *env = BasicUsageEnvironment::createNew(*BasicTaskScheduler::createNew());
  RTSPServer *server = RTSPServer::createNew(*env, static_cast<unsigned short>(std::atoi(argv[1])));
  if (server == nullptr) return 1;
  ServerMediaSession *session = ServerMediaSession::createNew(*env, "feed");
  session->addSubsession(H264VideoFileServerMediaSubsession::createNew(*env, argv[2], True));
  server->addServerMediaSession(session);
  env->taskScheduler().doEventLoop();
  return 0;
}
