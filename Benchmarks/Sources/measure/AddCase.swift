// What an operator costs above libtorch.
import Gimbal

/// `a + b` on one element: nothing but overhead.
func measureAdd() throws {
    Machine.threadCount = 1
    let a = try Tensor.ones([1])
    let b = try Tensor.ones([1])
    let seconds = try Stopwatch().seconds { () throws(TensorError) in _ = try a + b }
    try Line(case: "add/1", seconds: seconds).emit()
}

/// Process start to the first tensor: the driver times the whole process.
func measureStart() throws {
    let sum = try Tensor.ones([1]) + Tensor.ones([1])
    try Line(case: "start", seconds: try sum.item()).emit()
}
