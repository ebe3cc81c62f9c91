// What the process runs on: threads, allocator, versions.
import CGimbal

/// Process-wide settings and facts of the native library.
public enum Machine {
    /// Threads that operators use inside one call.
    public static var threadCount: Int {
        get { Int(g_thread_count()) }
        set { g_set_thread_count(Int32(newValue)) }
    }
    /// Threads that took part in a kernel of Gimbal's own just now.
    public static var kernelThreadCount: Int { Int(g_kernel_thread_count()) }
    /// libtorch's version, such as `2.13.0`.
    public static var torchVersion: String { String(cString: g_torch_version()) }
    /// Vector instruction set in use, such as `AVX2`.
    public static var cpuCapability: String { String(cString: g_cpu_capability()) }
    /// Tensors that Swift keeps alive at this moment; back to its old value after a test, or something leaks.
    public static var liveTensorCount: Int { Int(g_live_tensor_count()) }

    /// Keeps large buffers in the process after they are freed, which saves page faults in training loops.
    ///
    /// - Returns: false where the C library has no such switch.
    @discardableResult
    public static func keepLargeAllocations() -> Bool { g_keep_large_allocations() }
}
