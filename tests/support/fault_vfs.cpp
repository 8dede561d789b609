#include "fault_vfs.h"

#include <sqlite3.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>
#include <stdexcept>
#include <vector>

namespace sas::test {

namespace {

std::string read_all(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

struct FaultDisk::State {
  sqlite3_vfs vfs{};
  sqlite3_vfs* below = nullptr;
  std::string name;
  std::atomic<DiskFault> fault{DiskFault::none};
  std::atomic<int> flushes{0};
  mutable std::mutex mutex;
  std::map<std::string, std::string> flushed;  ///< path -> content at the last flush
};

namespace {

using State = FaultDisk::State;

/// Our file: SQLite's header, then ours, then the file of the layer below in the same allocation.
struct File {
  sqlite3_file base;
  State* state;
  const char* path;
  int flags;
  sqlite3_io_methods methods;
};

File* own(sqlite3_file* file) {
  return reinterpret_cast<File*>(file);
}
constexpr std::size_t own_size = (sizeof(File) + 15) / 16 * 16;
sqlite3_file* below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + own_size);
}

bool is_kept(const File* file) {
  return (file->flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0 && file->path;
}

int close_file(sqlite3_file* file) {
  const int code = below(file)->pMethods->xClose(below(file));
  own(file)->methods.~sqlite3_io_methods();
  return code;
}
int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  return below(file)->pMethods->xRead(below(file), to, size, at);
}
int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  const DiskFault fault = own(file)->state->fault;
  if (fault == DiskFault::full) return SQLITE_FULL;
  if (fault == DiskFault::write_fails) return SQLITE_IOERR_WRITE;
  return below(file)->pMethods->xWrite(below(file), from, size, at);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  return below(file)->pMethods->xTruncate(below(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
  State& state = *own(file)->state;
  if (state.fault == DiskFault::sync_fails) return SQLITE_IOERR_FSYNC;
  const int code = below(file)->pMethods->xSync(below(file), flags);
  ++state.flushes;
  if (code == SQLITE_OK && is_kept(own(file))) {
    const std::lock_guard lock(state.mutex);
    state.flushed[own(file)->path] = read_all(own(file)->path);
  }
  return code;
}
int size_file(sqlite3_file* file, sqlite3_int64* size) {
  return below(file)->pMethods->xFileSize(below(file), size);
}
int lock_file(sqlite3_file* file, int lock) {
  return below(file)->pMethods->xLock(below(file), lock);
}
int unlock_file(sqlite3_file* file, int lock) {
  return below(file)->pMethods->xUnlock(below(file), lock);
}
int check_lock(sqlite3_file* file, int* out) {
  return below(file)->pMethods->xCheckReservedLock(below(file), out);
}
int control_file(sqlite3_file* file, int op, void* arg) {
  return below(file)->pMethods->xFileControl(below(file), op, arg);
}
int sector_size(sqlite3_file* file) {
  return below(file)->pMethods->xSectorSize(below(file));
}
int characteristics(sqlite3_file* file) {
  return below(file)->pMethods->xDeviceCharacteristics(below(file));
}
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out) {
  return below(file)->pMethods->xShmMap(below(file), page, size, extend, out);
}
int shm_lock(sqlite3_file* file, int offset, int n, int flags) {
  return below(file)->pMethods->xShmLock(below(file), offset, n, flags);
}
void shm_barrier(sqlite3_file* file) {
  below(file)->pMethods->xShmBarrier(below(file));
}
int shm_unmap(sqlite3_file* file, int remove) {
  return below(file)->pMethods->xShmUnmap(below(file), remove);
}

/// Version 2: shared memory for the log, but no memory mapping, so that every change passes write_file.
sqlite3_io_methods methods() {
  sqlite3_io_methods m{};
  m.iVersion = 2;
  m.xClose = close_file;
  m.xRead = read_file;
  m.xWrite = write_file;
  m.xTruncate = truncate_file;
  m.xSync = sync_file;
  m.xFileSize = size_file;
  m.xLock = lock_file;
  m.xUnlock = unlock_file;
  m.xCheckReservedLock = check_lock;
  m.xFileControl = control_file;
  m.xSectorSize = sector_size;
  m.xDeviceCharacteristics = characteristics;
  m.xShmMap = shm_map;
  m.xShmLock = shm_lock;
  m.xShmBarrier = shm_barrier;
  m.xShmUnmap = shm_unmap;
  return m;
}

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out_flags) {
  auto* state = static_cast<State*>(vfs->pAppData);
  const int code = state->below->xOpen(state->below, name, below(file), flags, out_flags);
  if (code != SQLITE_OK) {
    file->pMethods = nullptr;
    return code;
  }
  auto* mine = new (file) File{{}, state, name, flags, methods()};
  mine->base.pMethods = &mine->methods;
  return SQLITE_OK;
}

}  // namespace

FaultDisk::FaultDisk() : state_(std::make_unique<State>()) {
  static std::atomic<int> count{0};
  State& state = *state_;
  state.below = sqlite3_vfs_find(nullptr);
  state.name = "sas_fault_" + std::to_string(++count);
  state.vfs = *state.below;  // Everything but opening a file goes to the layer below as it is.
  state.vfs.pNext = nullptr;
  state.vfs.zName = state.name.c_str();
  state.vfs.szOsFile = static_cast<int>(own_size) + state.below->szOsFile;
  state.vfs.pAppData = &state;
  state.vfs.xOpen = open_file;
  if (sqlite3_vfs_register(&state.vfs, 0) != SQLITE_OK) throw std::runtime_error("the fault disk does not register");
}

FaultDisk::~FaultDisk() {
  sqlite3_vfs_unregister(&state_->vfs);
}

std::string FaultDisk::url(const std::string& file) const {
  return "sqlite:file:" + file + "?vfs=" + state_->name;
}
void FaultDisk::set(DiskFault fault) {
  state_->fault = fault;
}
int FaultDisk::flushes() const {
  return state_->flushes;
}

void FaultDisk::copy_flushed_state(const std::string& folder) const {
  const std::lock_guard lock(state_->mutex);
  for (const auto& [path, content] : state_->flushed)
    std::ofstream(std::filesystem::path(folder) / std::filesystem::path(path).filename(), std::ios::binary) << content;
}

}  // namespace sas::test
