// Program, processor and libtorch.
import Foundation
import GimbalCore
import GimbalReports
import GimbalTensor

/// Looks at the program and what it computes with.
enum MachineChecks {
    static func all(threadCount: Int) -> [Check] {
        [
            program, swift, torchVersion, torchLibrary, nativeCalls, threads(threadCount), processor,
            accelerator, allocator,
        ]
    }

    private static var program: Check {
        let path = Bundle.main.executableURL?.path ?? CommandLine.arguments[0]
        return .ok("gimbal", "\(GimbalVersion.text) (\(path))")
    }

    private static var swift: Check { .ok("swift", "built by \(compilerName)") }

    private static var torchVersion: Check {
        let found = Machine.torchVersion
        let parts = found.split(separator: ".").map { Int($0) ?? 0 }
        guard parts.count >= 2, parts[0] == 2, (11...15).contains(parts[1]) else {
            return .warning(
                "libtorch", "\(found), supported are 2.11 to 2.15",
                fix: "Run ./setup again, or set LIBTORCH to a supported libtorch and rebuild.")
        }
        return .ok("libtorch", "\(found) (supported: 2.11 to 2.15)")
    }

    private static var torchLibrary: Check {
        guard let path = LoadedLibraries.path(containing: "libtorch_cpu") else {
            return .warning(
                "libtorch file", "not found among the loaded libraries", fix: "Run ./setup and rebuild.")
        }
        return .ok("libtorch file", path)
    }

    /// A computation with a known result shows that program and library fit together.
    private static var nativeCalls: Check {
        do {
            let x = try Tensor([1.0, 2, 3, 4] as [Float], shape: [2, 2])
            let found = try x.matmul(x).floats()
            guard found == [7, 10, 15, 22] else {
                return .fails(
                    "arithmetic", "a 2 x 2 product gave \(found), expected [7, 10, 15, 22]",
                    fix: "Rebuild against the libtorch that is loaded: make clean, then ./gimbal doctor.")
            }
            return .ok("arithmetic", "a product computed by libtorch is right")
        } catch {
            return .fails("arithmetic", "\(error)", fix: "Rebuild against the libtorch that is loaded.")
        }
    }

    private static func threads(_ expected: Int) -> Check {
        let (pool, kernels) = (Machine.threadCount, Machine.kernelThreadCount)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let finding = "libtorch uses \(pool), Gimbal's kernels \(kernels), of \(cores) cores"
        guard kernels >= min(expected, cores) else {
            return .warning(
                "threads", finding,
                fix: "Kernels share libtorch's OpenMP pool; unset OMP_NUM_THREADS and OMP_THREAD_LIMIT.")
        }
        return .ok("threads", finding)
    }

    private static var processor: Check {
        let memory = NumberText.bytes(Int(clamping: ProcessInfo.processInfo.physicalMemory))
        let finding = "\(Machine.cpuCapability) instructions, \(memory) memory"
        guard Machine.cpuCapability != "DEFAULT" else {
            return .warning(
                "processor", finding,
                fix: "libtorch runs without vector instructions; unset ATEN_CPU_CAPABILITY.")
        }
        return .ok("processor", finding)
    }

    private static var accelerator: Check {
        let found = [Device.cuda(0), .mps].filter(\.isAvailable).map(\.description)
        return .ok(
            "accelerator", found.isEmpty ? "none; the processor is used" : found.joined(separator: ", "))
    }

    private static var allocator: Check {
        .ok(
            "allocator",
            Settings.current.keepsAllocations
                ? "keeps large buffers (GIMBAL_KEEP_ALLOCATIONS=0 turns it off)"
                : "gives large buffers back (GIMBAL_KEEP_ALLOCATIONS=0)")
    }

    private static var compilerName: String {
        #if compiler(>=6.4)
            "Swift 6.4 or newer"
        #elseif compiler(>=6.3)
            "Swift 6.3"
        #elseif compiler(>=6.2)
            "Swift 6.2"
        #else
            "Swift 6.1 or older"
        #endif
    }
}
