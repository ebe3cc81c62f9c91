// Whether anything keeps tensors alive.
import GimbalTensor

/// Runs `body` and returns how many tensors more are alive afterwards than before.
///
/// The count is the process's: call it where nothing else runs, such as in an exit test. The first run, which may fill
/// caches, is not counted.
public func liveTensorGrowth(_ body: () throws -> Void) rethrows -> Int {
    try body()
    let before = Machine.liveTensorCount
    try body()
    return Machine.liveTensorCount - before
}
